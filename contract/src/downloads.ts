/** In which forms people get their own data: everything, or their wishes as a table. */
export const downloadFormats = ['json', 'csv'] as const;
export type DownloadFormat = (typeof downloadFormats)[number];

/** Where a prepared file is, for whoever saves it without a session. */
export function downloadPath(token: string, format: DownloadFormat): string {
  return `/api/downloads/${token}/${downloadName(format)}`;
}

/** What the file is called. */
export function downloadName(format: DownloadFormat): string {
  return `wishlins.${format}`;
}
