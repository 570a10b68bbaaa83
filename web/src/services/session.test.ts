import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
  localStorage.clear()
})

const person = { id: 'p1', language: 'vi' }
const signed = (access_token: string) => Response.json({ access_token, person })
const ended = () => new Response(null, { status: 204 })
const refused = (status: number) => Response.json({ title: 'no' }, { status })

/** Somebody who is signed in by the token `first`, at a server that answers these one after the other; what it was asked then. */
async function someone(...answers: (() => Response)[]) {
  const asked: string[] = []
  const all = [() => signed('first'), ...answers]
  vi.stubGlobal('fetch', async (path: string, { method, headers }: RequestInit) => {
    const { Authorization } = headers as Record<string, string>
    asked.push([method, path, Authorization?.replace('Bearer ', '')].filter(Boolean).join(' '))
    return all.shift()?.() ?? Promise.reject(new TypeError('no network'))
  })
  vi.stubGlobal('BroadcastChannel', undefined) // sessions of the tests before are no other tabs
  const session = await import('./session')
  await session.signIn('thuky', 'password')
  asked.length = 0
  return { asked, ...session }
}

it('ends every session also when the token has run out', async () => {
  const { asked, signOut, currentSession } = await someone(
    () => refused(401),
    () => signed('second'),
    ended,
  )
  await signOut(true)
  expect(asked).toEqual([
    'DELETE /api/sessions first',
    'POST /api/sessions/current/tokens',
    'DELETE /api/sessions second',
  ])
  expect(currentSession()).toEqual({ state: 'out', person: null, ended: false })
})

it.each([401, 429, 500, 503])('stays when the server answers %i instead', async status => {
  const { signOut, currentSession } = await someone(
    () => refused(401),
    () => signed('second'),
    () => refused(status),
  )
  await expect(signOut()).rejects.toMatchObject({ status })
  expect(currentSession().state).toBe('in')
})

it('stays without network', async () => {
  const { signOut, currentSession } = await someone()
  await expect(signOut()).rejects.toMatchObject({ offline: true })
  expect(currentSession().state).toBe('in')
})

it('asks nothing more of a session that had ended', async () => {
  const { asked, signOut, currentSession } = await someone(
    () => refused(401),
    () => refused(401),
  )
  await signOut()
  expect(asked).toHaveLength(2)
  expect(currentSession()).toMatchObject({ state: 'out', ended: true })
})
