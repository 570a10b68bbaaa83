import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  addDocument,
  addVersion,
  cancelUpload,
  completeUpload,
  deleteDocument,
  missingParts,
} from '../services/documents'
import { Problem } from '../services/problem'
import { leave } from '../services/session'
import { sendParts } from '../services/upload'
import type { Document, Upload, Version } from '../types/api'
import { addFiles, dropUpload, retryUpload, type UploadView, useUploads } from './uploads'

vi.mock('../services/documents')
vi.mock('../services/upload')

const target = { itemId: null, classification: 'none' as const, audience: null }
const begun = {
  document: { id: 'd' } as Document,
  version: { id: 'v' } as Version,
  upload: { part_size: 0, parts: [{ number: 1, method: 'POST' }] } as unknown as Upload,
}
let root: Root
let shown: UploadView[]

function Screen() {
  shown = useUploads('m')
  return null
}

async function add(...names: string[]): Promise<void> {
  const files = names.map(name => new File(['paper'], name))
  await act(async () => addFiles('m', files, target, []))
}

const states = () => shown.map(upload => upload.state)
const first = () => shown[0]?.id ?? ''

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.mocked(addDocument).mockResolvedValue(begun)
  vi.mocked(missingParts).mockResolvedValue(begun.upload)
  vi.mocked(cancelUpload).mockResolvedValue()
  vi.mocked(deleteDocument).mockResolvedValue()
  root = createRoot(document.createElement('div'))
  await act(async () => root.render(<Screen />))
})

afterEach(async () => {
  await act(async () => leave())
  await act(async () => root.unmount())
  vi.resetAllMocks()
  vi.unstubAllGlobals()
})

it('sends two files at once, and the next when one has arrived', async () => {
  const arrivals: (() => void)[] = []
  vi.mocked(sendParts).mockImplementation(() => new Promise(resolve => arrivals.push(resolve)))
  await add('a.pdf', 'b.pdf', 'c.pdf')
  expect(states()).toEqual(['sending', 'sending', 'waiting'])
  await act(async () => arrivals[0]?.())
  expect(shown.map(upload => [upload.name, upload.state])).toEqual([
    ['b.pdf', 'sending'],
    ['c.pdf', 'sending'],
  ])
})

it('goes on with what is missing of a paper that failed, and makes no other one', async () => {
  vi.mocked(sendParts).mockRejectedValueOnce(new Problem(500))
  await add('a.pdf')
  expect(states()).toEqual(['failed'])
  await act(async () => retryUpload(first()))
  expect(shown).toEqual([])
  expect(addDocument).toHaveBeenCalledOnce()
  expect(missingParts).toHaveBeenCalledExactlyOnceWith('d', 'v')
  expect(completeUpload).toHaveBeenCalledExactlyOnceWith('d', 'v', [])
})

it('takes back at the server what was given up before its answer came, and sends nothing of it', async () => {
  let answer: () => void = () => undefined
  vi.mocked(addDocument).mockReturnValue(new Promise(resolve => (answer = () => resolve(begun))))
  await add('a.pdf')
  await act(async () => void dropUpload(first()))
  expect(shown).toEqual([])
  await act(async () => answer())
  expect(deleteDocument).toHaveBeenCalledExactlyOnceWith('d')
  expect(sendParts).not.toHaveBeenCalled()
  expect(completeUpload).not.toHaveBeenCalled()
})

it('leaves the paper when only its new version is given up', async () => {
  vi.mocked(addVersion).mockResolvedValue(begun)
  vi.mocked(sendParts).mockReturnValue(new Promise(() => undefined))
  const file = new File(['paper'], 'b.pdf')
  await act(async () => addFiles('m', [file], { document: 'd', title: 'Báo cáo' }, []))
  await act(async () => dropUpload(first()))
  expect(cancelUpload).toHaveBeenCalledExactlyOnceWith('d', 'v')
  expect(deleteDocument).not.toHaveBeenCalled()
})
