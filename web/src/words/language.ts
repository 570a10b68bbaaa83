import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../types/api'
import type { Words } from './vi'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Words }
    returnNull: false
  }
}

const load: Record<Language, () => Promise<Words>> = {
  vi: () => import('./vi').then(module => module.vi),
  en: () => import('./en').then(module => module.en),
}

export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await load[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

/** Switches every text on the screen without a reload; the other language's words are fetched when first wanted. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await load[language]())
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** The locale whose habits dates, numbers and React Aria's labels follow. */
export function localeOf(language: Language): string {
  return language === 'vi' ? 'vi-VN' : 'en-GB'
}
