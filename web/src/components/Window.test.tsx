import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startWords } from '../words/language'
import { Ask } from './Window'

beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true))
afterEach(() => vi.unstubAllGlobals())

it('tells giving up from closing', async () => {
  await startWords('vi')
  const said: string[] = []
  const root = createRoot(document.createElement('div'))
  const say = (word: string) => () => void said.push(word)
  await act(async () =>
    root.render(
      <Ask
        title="Sửa"
        open
        onClose={say('closed')}
        onCancel={say('given up')}
        onConfirm={async () => say('done')()}
        confirm="Lưu"
      />,
    ),
  )
  const press = (name: string) =>
    act(async () =>
      [...document.querySelectorAll('button')].find(button => button.textContent === name)?.click(),
    )
  await press('Lưu')
  expect(said.splice(0)).toEqual(['done', 'closed'])
  await press('Thôi')
  expect(said).toEqual(['given up', 'closed'])
  await act(async () => root.unmount())
})
