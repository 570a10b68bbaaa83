import { useSyncExternalStore } from 'react'
import {
  addDocument,
  addVersion,
  cancelUpload,
  completeUpload,
  deleteDocument,
  missingParts,
} from '../services/documents'
import { dropDraft, keepDraft, readDraft } from '../services/drafts'
import { Problem } from '../services/problem'
import { wipeOnLeave } from '../services/session'
import { sendParts } from '../services/upload'
import type { Audience, Classification, Document, Upload } from '../types/api'
import { queries } from './queries'

/** Where a file goes: a new paper of an item, or a new version of a paper. */
export type Target =
  | { document: string; title: string }
  | { itemId: string | null; classification: Classification; audience: Audience | null }

interface Begun {
  document: string
  version: string
  /** The paper is there for this file alone. */
  alone: boolean
}

export interface UploadView {
  id: string
  meetingId: string
  name: string
  size: number
  sent: number
  state: 'waiting' | 'sending' | 'failed'
  begun: Begun | null
  problem: Problem | null
  target: Target
}

interface Task extends UploadView {
  file: File
  done: Map<number, string>
  /** Only what is sent in parts is put together from their tags. */
  inParts: boolean
  stop: AbortController
}

const atOnce = 2
const listeners = new Set<() => void>()
let tasks: readonly Task[] = []

export function useUploads(meetingId: string): UploadView[] {
  const all = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => tasks,
  )
  return all.filter(task => task.meetingId === meetingId)
}

/**
 * Goes on while the person looks at other screens; the list empties as files arrive. A file whose upload was broken off,
 * by a reload or on another device, goes on where it stopped: `documents` are the meeting's papers.
 */
export function addFiles(
  meetingId: string,
  files: readonly File[],
  target: Target,
  documents: readonly Document[],
): void {
  const under = new Set(tasks.map(task => task.begun?.version))
  const added = files.map(file => ({
    id: crypto.randomUUID(),
    meetingId,
    name: file.name.normalize('NFC'),
    size: file.size,
    sent: 0,
    state: 'waiting' as const,
    problem: null,
    file,
    target,
    done: new Map<number, string>(),
    inParts: false,
    begun: brokenOff(documents, file, target, under),
    stop: new AbortController(),
  }))
  change([...tasks, ...added])
  startNext()
}

/** Sends what is missing, not what has arrived. */
export function retryUpload(id: string): void {
  update(id, { state: 'waiting', problem: null, stop: new AbortController() })
  startNext()
}

export async function dropUpload(id: string): Promise<void> {
  const task = tasks.find(one => one.id === id)
  task?.stop.abort()
  change(tasks.filter(one => one.id !== id))
  startNext()
  if (!task?.begun) return
  dropDraft(draftOf(task.begun.version))
  await takeBack(task.begun).catch(() => undefined)
  await refresh(task.meetingId)
}

/** A paper that has nothing else goes with its file. */
function takeBack({ document, version, alone }: Begun): Promise<void> {
  return alone ? deleteDocument(document) : cancelUpload(document, version)
}

/** `Bao_cao_so 12.docx` → `Bao cao so 12`. */
export function titleOf(fileName: string): string {
  const stem = fileName.normalize('NFC').replace(/\.[\p{L}\d]{1,5}$/u, '')
  return stem.replace(/_+/g, ' ').replace(/\s+/g, ' ').trim() || fileName
}

function startNext(): void {
  const running = tasks.filter(task => task.state === 'sending').length
  for (const task of tasks.filter(one => one.state === 'waiting').slice(0, Math.max(0, atOnce - running)))
    void run(task)
}

async function run(task: Task): Promise<void> {
  update(task.id, { state: 'sending' })
  try {
    const { begun, upload } = task.begun ? await resume(task, task.begun) : await begin(task)
    task.stop.signal.throwIfAborted()
    update(task.id, { begun, inParts: task.inParts || upload.parts.some(part => part.method === 'PUT') })
    await sendParts(upload, task.file, task.done, sent => update(task.id, { sent }), task.stop.signal)
    await completeUpload(begun.document, begun.version, task.inParts ? partsOf(task.done) : [])
    dropDraft(draftOf(begun.version))
    change(tasks.filter(one => one.id !== task.id))
  } catch (error) {
    if (!task.stop.signal.aborted) update(task.id, { state: 'failed', problem: Problem.of(error) })
  }
  await refresh(task.meetingId)
  startNext()
}

function partsOf(done: ReadonlyMap<number, string>): { number: number; etag: string }[] {
  return [...done].map(([number, etag]) => ({ number, etag })).sort((one, other) => one.number - other.number)
}

async function begin(task: Task): Promise<{ begun: Begun; upload: Upload }> {
  const { id, meetingId, file, name, target, stop } = task
  const answer =
    'document' in target
      ? await addVersion(target.document, { file_name: name, size: file.size }, id)
      : await addDocument(
          meetingId,
          {
            item_id: target.itemId,
            title: titleOf(name),
            file_name: name,
            size: file.size,
            classification: target.classification,
            audience: target.audience,
          },
          id,
        )
  const begun = { document: answer.document.id, version: answer.version.id, alone: !('document' in target) }
  // Who gave it up meanwhile did not know yet what to take back.
  if (stop.signal.aborted) await takeBack(begun)
  else keepDraft(draftOf(begun.version), file.lastModified)
  return { begun, upload: answer.upload }
}

/** Parts that the server does not miss have arrived, though this tab may not have sent them; their tags it knows itself. */
async function resume({ file, done }: Task, begun: Begun): Promise<{ begun: Begun; upload: Upload }> {
  const upload = await missingParts(begun.document, begun.version)
  const missing = new Set(upload.parts.map(part => part.number))
  const parts = upload.part_size > 0 ? Math.ceil(file.size / upload.part_size) : 0
  for (let number = 1; number <= parts; number++)
    if (!missing.has(number) && !done.has(number)) done.set(number, '')
  return { begun, upload }
}

/** The upload of this very file that was broken off here; another file of its name and size is not it. */
function brokenOff(
  documents: readonly Document[],
  file: File,
  target: Target,
  underWay: ReadonlySet<string | undefined>,
): Begun | null {
  const wanted = 'document' in target ? documents.filter(one => one.id === target.document) : documents
  const versions = wanted.flatMap(({ id, versions }) =>
    (versions ?? []).map((version, _, all) => ({ id, version, alone: all.length === 1 })),
  )
  const found = versions.find(
    ({ version }) =>
      version.state === 'uploading' &&
      version.file_name === file.name.normalize('NFC') &&
      version.size === file.size &&
      readDraft(draftOf(version.id)) === file.lastModified &&
      !underWay.has(version.id),
  )
  return found ? { document: found.id, version: found.version.id, alone: found.alone } : null
}

function refresh(meetingId: string): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ['documents', meetingId] }),
    queries.invalidateQueries({ queryKey: ['preparations'] }),
  ])
}

function draftOf(version: string): string {
  return `upload ${version}`
}

function update(id: string, fields: Partial<Task>): void {
  change(tasks.map(task => (task.id === id ? Object.assign(task, fields) : task)))
}

function change(next: readonly Task[]): void {
  tasks = next
  for (const listener of listeners) listener()
}

wipeOnLeave(() => {
  for (const task of tasks) task.stop.abort()
  change([])
})
