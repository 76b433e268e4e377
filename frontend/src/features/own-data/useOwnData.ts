import { api } from '@wishlins/contract';
import { downloadName, downloadPath, type DownloadFormat } from '@wishlins/contract/downloads';
import { ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useDownloads } from '../../telegram/downloads.ts';

/** Files of what is mine, to be saved on this phone or computer. */
export function useOwnData() {
  const { call } = useApi();
  const attempt = useAttempt();
  const save = useDownloads();
  /** Which file is being prepared. */
  const preparing = ref<DownloadFormat>();

  async function download(format: DownloadFormat): Promise<void> {
    preparing.value = format;
    const prepared = await attempt(() => call(api.ownData.prepare, { body: { format } }));
    preparing.value = undefined;
    if (prepared) save(location.origin + downloadPath(prepared.reply.token, format), downloadName(format));
  }

  return { preparing, download };
}
