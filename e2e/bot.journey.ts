import { tellBotStory } from './src/bot-story.ts';
import { journey } from './src/journey.ts';

journey(
  'a newcomer sends the bot a link, shares the list by a card, and the friend who takes the wish is told when it changes',
  async ({ simulator }) => {
    await tellBotStory(simulator);
  },
);
