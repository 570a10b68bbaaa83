import type {
  Booking,
  ChangedRoom,
  Instant,
  Page,
  Room,
  RoomRequest,
  RoomWish,
  RoomWrite,
} from '../types/api'
import { api, once, read, whole } from './api'
import { Problem } from './problem'

/** The rooms of one's tree by name; with a time, each says whether it is free then. */
export async function rooms(when?: { starts_at: Instant; ends_at: Instant }): Promise<Room[]> {
  return whole(await read<Page<Room>>(api.GET('/api/rooms', { params: { query: { limit: 100, ...when } } })))
}

/** Whether there are rooms that he may look at: who has no office and keeps none is told of none. */
export async function seesRooms(): Promise<boolean> {
  try {
    return (
      (await read<Page<Room>>(api.GET('/api/rooms', { params: { query: { limit: 1 } } }))).items.length > 0
    )
  } catch (error) {
    if (Problem.of(error).denied) return false
    throw error
  }
}

export function addRoom(body: RoomWrite & { organisation_id: string }, key: string): Promise<Room> {
  return read(api.POST('/api/rooms', { params: { header: once(key) }, body }))
}

export function changeRoom(room: string, body: Partial<RoomWrite>): Promise<ChangedRoom> {
  return read(api.PATCH('/api/rooms/{room}', { params: { path: { room } }, body }))
}

export async function closeRoom(room: string): Promise<void> {
  await api.DELETE('/api/rooms/{room}', { params: { path: { room } } })
}

export async function bookings(room: string, starts_at: Instant, ends_at: Instant): Promise<Booking[]> {
  const params = { path: { room }, query: { starts_at, ends_at } }
  return (await read<{ items: Booking[] }>(api.GET('/api/rooms/{room}/bookings', { params }))).items
}

export async function decideBooking(
  room: string,
  meeting: string,
  agreed: boolean,
  reason: string | null,
): Promise<void> {
  const params = { path: { room, meeting } }
  await api.PUT('/api/rooms/{room}/bookings/{meeting}/decision', { params, body: { agreed, reason } })
}

export function blockRoom(
  room: string,
  body: { starts_at: Instant; ends_at: Instant; reason: string },
): Promise<Booking> {
  return read(api.POST('/api/rooms/{room}/blocks', { params: { path: { room }, header: once() }, body }))
}

export async function unblockRoom(room: string, block: string): Promise<void> {
  await api.DELETE('/api/rooms/{room}/blocks/{block}', { params: { path: { room, block } } })
}

export function requestRoom(meeting: string, body: RoomWish): Promise<RoomRequest> {
  return read(api.PUT('/api/meetings/{meeting}/room', { params: { path: { meeting } }, body }))
}

export async function giveRoomUp(meeting: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/room', { params: { path: { meeting } } })
}
