/** Time zones to choose from, by their place; `chosen` is always among them. */
export function timeZoneOptions(chosen: string): { value: string; label: string }[] {
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  const zones = known.includes(chosen) ? known : [chosen, ...known];
  return zones.map((value) => ({ value, label: value.replaceAll('_', ' ').replaceAll('/', ' · ') }));
}
