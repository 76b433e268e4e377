import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { lookAtLink } from './service.ts';

/** What the page behind a link says, before there is a wish of it. */
export function mountPreviews(door: Door): void {
  mount(door, api.linkPreviews.look, ({ db, viewer, body }) => lookAtLink(db, viewer.id, body.url));
}
