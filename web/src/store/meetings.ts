import type { MeetingState } from '../types/api'

const openStates: readonly MeetingState[] = ['draft', 'called', 'postponed']

/** Whether a meeting can still be prepared: once it was held or cancelled the server takes no change of it. */
export function isOpen({ state }: { state: MeetingState }): boolean {
  return openStates.includes(state)
}
