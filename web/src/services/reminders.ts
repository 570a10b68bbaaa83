import { api, once, read } from './api'

/** Everybody who has not answered; gives how many. */
export async function remindUnanswered(meeting: string): Promise<number> {
  const params = { path: { meeting }, header: once() }
  return (await read<{ people: number }>(api.POST('/api/meetings/{meeting}/reminders', { params }))).people
}
