import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/**
 * React Aria ships thirty languages of its own hidden labels and no Vietnamese. This keeps English, drops the
 * others, and adds ours, so that what a screen reader says is in the chosen language and no byte is carried for nothing.
 */
export function reactAriaWords(): Plugin {
  const words = fileURLToPath(new URL('../src/words/aria.vi.ts', import.meta.url))
  return {
    name: 'react-aria-words',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/react-stately/dist/private/datepicker/placeholders.mjs')) return null
      const kept = code.replace(
        /\(\{\s+ach:[\s\S]*?\n\}, 'en'\)/,
        `(${JSON.stringify(datePlaceholders)}, 'en')`,
      )
      if (kept === code)
        throw new Error('React Aria changed its date placeholders: look at reactAriaWords.ts')
      return { code: kept, map: null }
    },
    load(id) {
      const found =
        /\/(react-aria|react-stately|react-aria-components)\/dist\/private\/(?:(\w+)\/)?intlStrings\.mjs$/.exec(
          id,
        )
      if (!found) return null
      const [, library, folder] = found as unknown as [string, string, string | undefined]
      const english = folder ? `../intl/${englishFolder(folder)}/en-US.mjs` : './intl/en-US.mjs'
      return [
        `import english from ${JSON.stringify(english)}`,
        `import { ${exportName(library, folder)} as vietnamese } from ${JSON.stringify(words)}`,
        `export default { 'en-US': english, 'vi-VN': vietnamese }`,
      ].join('\n')
    },
  }
}

/** What stands in a date field that is still empty. */
const datePlaceholders = {
  en: { year: 'yyyy', month: 'mm', day: 'dd' },
  vi: { year: 'năm', month: 'tháng', day: 'ngày' },
}

/** The tooltip module keeps its words under another name than its own. */
export function englishFolder(folder: string): string {
  return folder === 'tooltip' ? 'previewtrigger' : folder
}

export function exportName(library: string, folder: string | undefined): string {
  if (!folder) return 'components'
  return library === 'react-stately' ? `${folder}State` : folder
}
