import { queries } from '../../store/queries'

export async function refresh(meeting: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['desk', meeting] }),
    queries.invalidateQueries({ queryKey: ['desk-meetings'] }),
  ])
}
