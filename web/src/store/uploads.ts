import { useSyncExternalStore } from 'react'
import { addDocument, addVersion, cancelUpload, completeUpload, missingParts } from '../services/documents'
import { Problem } from '../services/problem'
import { wipeOnLeave } from '../services/session'
import { sendParts } from '../services/upload'
import type { Audience, Upload } from '../types/api'
import { queries } from './queries'

/** Where a file goes: a new paper of an item, or a new version of a paper. */
export type Target =
  | { document: string; title: string }
  | { itemId: string | null; audience: Audience | null }

export interface UploadView {
  id: string
  meetingId: string
  name: string
  size: number
  sent: number
  state: 'waiting' | 'sending' | 'failed'
  problem: Problem | null
}

interface Task extends UploadView {
  file: File
  target: Target
  done: Map<number, string>
  /** Only what is sent in parts is put together from their tags. */
  begun: { document: string; version: string; upload: Upload; inParts: boolean } | null
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

/** Goes on while the person looks at other screens; the list empties as files arrive. */
export function addFiles(meetingId: string, files: readonly File[], target: Target): void {
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
    begun: null,
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
  await cancelUpload(task.begun.document, task.begun.version).catch(() => undefined)
  await queries.invalidateQueries({ queryKey: ['documents', task.meetingId] })
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
    const begun = task.begun ? await resume(task.begun) : await begin(task)
    update(task.id, { begun })
    await sendParts(begun.upload, task.file, task.done, sent => update(task.id, { sent }), task.stop.signal)
    const parts = begun.inParts ? partsOf(task.done) : []
    await completeUpload(begun.document, begun.version, parts)
    change(tasks.filter(one => one.id !== task.id))
  } catch (error) {
    if (!task.stop.signal.aborted) update(task.id, { state: 'failed', problem: Problem.of(error) })
  }
  await queries.invalidateQueries({ queryKey: ['documents', task.meetingId] })
  startNext()
}

function partsOf(done: ReadonlyMap<number, string>): { number: number; etag: string }[] {
  return [...done].map(([number, etag]) => ({ number, etag })).sort((one, other) => one.number - other.number)
}

async function begin({ id, meetingId, file, name, target }: Task): Promise<NonNullable<Task['begun']>> {
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
            audience: target.audience,
          },
          id,
        )
  const inParts = answer.upload.parts.some(part => part.method === 'PUT')
  return { document: answer.document.id, version: answer.version.id, upload: answer.upload, inParts }
}

async function resume(begun: NonNullable<Task['begun']>): Promise<NonNullable<Task['begun']>> {
  return { ...begun, upload: await missingParts(begun.document, begun.version) }
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
