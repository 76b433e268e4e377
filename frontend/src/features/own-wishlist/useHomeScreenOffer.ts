import { useI18n } from './texts.ts';
import { isFirstTime } from '../../telegram/once.ts';
import { addToHomeScreen, isHomeScreenFree } from '../../telegram/sharing.ts';
import { useTelegram } from '../../telegram/telegram.ts';
import { useConfirm } from '../../ui/confirm.ts';

/** Offers a place on the home screen once, when something has just succeeded; does nothing where there is none. */
export function useHomeScreenOffer(): () => Promise<void> {
  const telegram = useTelegram();
  const confirm = useConfirm();
  const { t } = useI18n();

  return async () => {
    if (!(await isHomeScreenFree(telegram)) || !(await isFirstTime(telegram, 'home-screen'))) return;
    const question = { text: t('share.homeAsk'), confirm: t('share.homeAdd'), cancel: t('share.homeLater') };
    if (await confirm(question)) addToHomeScreen(telegram);
  };
}
