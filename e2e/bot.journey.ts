import { tellBotStory } from './src/bot-story.ts';
import { journey } from './src/journey.ts';

journey(
  'a newcomer sends the bot a link, shares the list by a card, and a friend takes the wish',
  async ({ simulator }) => {
    await tellBotStory(simulator);
  },
);
