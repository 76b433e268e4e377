import { api } from '@wishlins/contract';
import type { LinkPreview } from '@wishlins/contract/link-previews';
import { editablePrice } from '@wishlins/contract/money';
import { readLink, saysOnlyItsLink } from '@wishlins/contract/quick-wish';
import type { OwnWish } from '@wishlins/contract/wishes';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { useApi } from '../../api.ts';
import { useI18n } from './texts.ts';
import type { WishForm } from './wish-form.ts';

/** How far the look at a link has come; `undefined` when there is nothing to say of it. */
export type Look = 'looking' | 'filled' | 'refused' | 'nothing' | undefined;

/** Milliseconds: after the last letter, and between two questions; and how often is asked. */
const pace = { typing: 350, asking: 600, times: 20 };

/**
 * Looks at the page of a link as it is put into the editor of a wish, and fills the fields that are still empty. What was
 * filled can be taken back.
 */
export function useLinkLook(wish: OwnWish, form: Ref<WishForm>) {
  const { call } = useApi();
  const { language } = useI18n();
  const look = shallowRef<Look>(wish.preview === 'refused' ? 'refused' : undefined);
  let before: Partial<WishForm> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current = 0;

  watch(
    () => form.value.url,
    (typed) => {
      clearTimeout(timer);
      current += 1;
      const url = typed.trim() ? readLink(typed) : undefined;
      look.value = undefined;
      if (!url || url === wish.url) return;
      look.value = 'looking';
      timer = setTimeout(() => void ask(url, current, pace.times), pace.typing);
    },
  );
  onScopeDispose(() => {
    current += 1;
    clearTimeout(timer);
  });

  async function ask(url: string, asked: number, left: number): Promise<void> {
    const preview = await call(api.linkPreviews.look, { body: { url } }).catch(() => undefined);
    // Another link stands there by now.
    if (asked !== current) return;
    if (preview?.status === 'pending' && left > 0) {
      timer = setTimeout(() => void ask(url, asked, left - 1), pace.asking);
    } else look.value = settle(preview, url);
  }

  /** Without an answer nobody was refused: there is just nothing to say. */
  function settle(preview: LinkPreview | undefined, url: string): Look {
    if (!preview) return undefined;
    if (preview.status !== 'found') return preview.status === 'refused' ? 'refused' : 'nothing';
    return fill(preview, url) ? 'filled' : undefined;
  }

  /** Fills what is empty, or says no more than the link; answers whether there was something to fill. */
  function fill({ title, price }: LinkPreview, url: string): boolean {
    const now = form.value;
    const isOpen = !now.title.trim() || saysOnlyItsLink(now.title, url) || saysOnlyItsLink(now.title, wish.url ?? '');
    const named = title && isOpen ? { title } : {};
    const priced =
      price && !now.price.trim() ? { price: editablePrice(price, language.value), currency: price.currency } : {};
    const filled = { ...named, ...priced };
    before = Object.fromEntries(Object.keys(filled).map((name) => [name, Reflect.get(now, name)]));
    form.value = { ...now, ...filled };
    return Object.keys(filled).length > 0;
  }

  function takeBack(): void {
    form.value = { ...form.value, ...before };
    look.value = undefined;
  }

  return { look, takeBack };
}
