import { describe, expect, it } from 'vitest'

/** Each folder may import from those before it and from itself. */
const order = ['types', 'words', 'services', 'pdf', 'store', 'components', 'routes']
const sources = import.meta.glob<string>('/src/*/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

function layerOf(path: string): number {
  return order.indexOf(path.split('/')[2] ?? '')
}

describe('folders of the app', () => {
  it('import one way only', () => {
    const wrong = Object.entries(sources).flatMap(([path, text]) =>
      [...text.matchAll(/from '(\.[^']+)'/g)]
        .map(found => new URL(found[1] ?? '', `file://${path}`).pathname)
        .filter(target => layerOf(target) > layerOf(path) && layerOf(path) >= 0)
        .map(target => `${path} → ${target}`),
    )
    expect(Object.keys(sources).length).toBeGreaterThan(20)
    expect(wrong).toEqual([])
  })

  it('leave PDF.js behind its one boundary', () => {
    const users = Object.entries(sources)
      .filter(([, text]) => /from 'pdfjs-dist/.test(text))
      .map(([path]) => path)
    expect(users.filter(path => !path.startsWith('/src/pdf/'))).toEqual([])
  })
})
