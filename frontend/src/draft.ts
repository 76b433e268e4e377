import { watch, type Ref } from 'vue';

/**
 * Keeps what a person is writing on this device until it is saved, under their own id: two people who share a browser do
 * not see each other's drafts.
 */
export function useDraft<Form extends object>(
  { viewerId, subject }: { viewerId: string; subject: string },
  form: Ref<Form>,
  isDirty: () => boolean,
) {
  const key = `draft:${viewerId}:${subject}`;
  const kept = read(key);
  const restored = kept !== undefined;
  if (kept) form.value = { ...form.value, ...kept };

  watch(
    form,
    () => {
      if (isDirty()) localStorage.setItem(key, JSON.stringify(form.value));
      else localStorage.removeItem(key);
    },
    { deep: true },
  );

  return { restored, drop: () => localStorage.removeItem(key) };
}

function read(key: string): object | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof kept === 'object' && kept !== null ? kept : undefined;
  } catch {
    return undefined; // A draft is a kindness; a broken one is forgotten.
  }
}
