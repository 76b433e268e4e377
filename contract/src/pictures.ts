/** Where the photos are that people bring, on this server’s own origin. */
const photo = /^(\/pictures\/photos\/[\w-]{22})\.webp$/;

/** Sizes in which a photo is kept, by their longest side in pixels. */
export const photoSides = { large: 1600, small: 480 } as const;

/** The address of a photo; whoever was shown its name may open it. */
export function photoPath(name: string): string {
  return `/pictures/photos/${name}.webp`;
}

/** The `srcset` of a picture: both sizes of a photo, nothing for a picture that has but one. */
export function pictureSources(picture: { url: string; width: number; height: number }): string | undefined {
  const [, start] = photo.exec(picture.url) ?? [];
  if (!start) return undefined;
  const small = Math.round(picture.width * Math.min(1, photoSides.small / Math.max(picture.width, picture.height)));
  return `${start}-s.webp ${small}w, ${picture.url} ${picture.width}w`;
}

/** The name of a photo by its address; `undefined` for any other picture. */
export function photoName(url: string): string | undefined {
  return photo.exec(url)?.[1]?.slice(-22);
}
