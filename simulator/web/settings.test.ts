import { describe, expect, it } from 'vitest';
import { phoneBeside, readSettings, writeSettings } from './settings.ts';

const people = ['anya', 'boris', 'vera'];

describe('the address of the simulator', () => {
  it('opens one phone for Anya when it says nothing', () => {
    expect(readSettings('', people)).toMatchObject({
      phones: [{ persona: 'anya', theme: 'light', version: '10.3', lang: '', startapp: '', width: 412 }],
      bare: false,
    });
  });

  it('gives the i-th value of a repeated parameter to the i-th phone and a single value to all', () => {
    const { phones } = readSettings(
      'persona=anya&startapp=&theme=dark&persona=boris&startapp=l_abc&version=8.0',
      people,
    );
    expect(phones).toMatchObject([
      { persona: 'anya', startapp: '', theme: 'dark', version: '8.0' },
      { persona: 'boris', startapp: 'l_abc', theme: 'dark', version: '8.0' },
    ]);
  });

  it('falls back to the usual where it makes no sense', () => {
    const search =
      'persona=nobody&theme=neon&screen=wall&version=new&lang=%3Cb%3E&startapp=a%20b&platform=fridge&safe=cave&width=-1';
    expect(readSettings(search, people)).toEqual(readSettings('', people));
  });

  it('is read back as it was written', () => {
    const search =
      'persona=vera&persona=boris&theme=rose&theme=dark&version=6.9&lang=en&lang=ru&width=360&safe=notch&screen=chat&screen=app&bare=1';
    const settings = readSettings(search, people);
    expect(readSettings(writeSettings(settings), people)).toEqual(settings);
  });

  it('leaves out what is as usual', () => {
    expect(writeSettings(readSettings('persona=anya&theme=light&width=360', people))).toBe('persona=anya&width=360');
  });

  it('hands a further phone to the next person who holds none', () => {
    const { phones } = readSettings('persona=boris&theme=dark&lang=en', people);
    expect(phoneBeside(phones, people)).toMatchObject({ persona: 'anya', theme: 'dark', lang: '' });
  });
});
