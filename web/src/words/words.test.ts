import { describe, expect, it } from 'vitest'
import { en } from './en'
import { vi } from './vi'

/** `papers.title` and the like; the English `_one` forms belong to their key, Vietnamese has a single form. */
function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object'
      ? keysOf(value, `${prefix}${key}.`)
      : key.endsWith('_one')
        ? []
        : [`${prefix}${key}`],
  )
}

function slotsOf(words: object, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object'
      ? slotsOf(value, `${prefix}${key}.`)
      : [
          [
            `${prefix}${key}`,
            [...String(value).matchAll(/\{\{(\w+)\}\}/g)]
              .map(found => found[1])
              .sort()
              .join(),
          ],
        ],
  )
}

describe('words', () => {
  it('has every sentence in both languages', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(vi).sort())
  })

  it('fills the same slots in both languages', () => {
    const english = new Map(slotsOf(en))
    for (const [key, slots] of slotsOf(vi)) expect([key, english.get(key)]).toEqual([key, slots])
  })

  it('addresses its reader as Ông/Bà everywhere', () => {
    expect(JSON.stringify(vi)).not.toMatch(/(?<!\p{L})bạn(?!\p{L})/iu)
  })

  it('is written in composed characters', () => {
    for (const words of [vi, en]) expect(JSON.stringify(words)).toBe(JSON.stringify(words).normalize('NFC'))
  })
})

describe("React Aria's own words", () => {
  it('exist in Vietnamese wherever they exist in English', async () => {
    const modules = import.meta.glob<{ default: Record<string, object> }>([
      '/node_modules/react-aria/dist/private/*/intlStrings.mjs',
      '/node_modules/react-stately/dist/private/*/intlStrings.mjs',
      '/node_modules/react-aria-components/dist/private/intlStrings.mjs',
    ])
    expect(Object.keys(modules).length).toBeGreaterThan(15)
    for (const [path, load] of Object.entries(modules)) {
      const languages = (await load()).default
      expect([path, Object.keys(languages)]).toEqual([path, ['en-US', 'vi-VN']])
      expect([path, Object.keys(languages['vi-VN'] ?? {}).sort()]).toEqual([
        path,
        Object.keys(languages['en-US'] ?? {}).sort(),
      ])
    }
  })
})
