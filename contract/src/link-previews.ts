import { Type, type Static } from 'typebox';
import { Link, Money, Nullable, OneOf, Shape } from './common.ts';
import { endpoint } from './endpoint.ts';

/** How far the look at a page has come: the shop refused us, or there was nothing to be found. */
export const previewStatuses = ['pending', 'found', 'refused', 'nothing'] as const;
export const PreviewStatus = OneOf(previewStatuses);
export type PreviewStatus = (typeof previewStatuses)[number];

/** The most links an hour that are looked at for one person. */
export const previewLimit = 30;

/** What is known of the page behind a link. */
export const LinkPreview = Shape({
  status: PreviewStatus,
  /** `null`: the page does not say, or is not read yet. */
  title: Nullable(Type.String()),
  price: Nullable(Money),
  shop: Nullable(Type.String()),
});
export type LinkPreview = Static<typeof LinkPreview>;

export const look = endpoint({
  method: 'POST',
  path: '/link-previews',
  summary: 'What the page of a link says; while it is `pending`, ask again',
  access: 'viewer',
  body: Shape({ url: Link }),
  status: 200,
  reply: LinkPreview,
  errors: ['limit_reached'],
});
