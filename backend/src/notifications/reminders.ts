import type { Database } from '../database/connect.ts';
import { tellOfBirthdays, tellOfNews, tellOfOccasions, tellOfReveals, tellOfUnbought } from './reminder-repository.ts';

/**
 * Tells everybody of what is due at the moment `now`. Said every quarter of an hour, it tells each thing once: on its day,
 * late only as long as the day lasts, and not at all when the server slept through it.
 */
export async function remind(db: Database, now: Date): Promise<void> {
  for (const tellOfWhatIsDue of [tellOfBirthdays, tellOfOccasions, tellOfUnbought, tellOfReveals, tellOfNews]) {
    await tellOfWhatIsDue(db, now);
  }
}
