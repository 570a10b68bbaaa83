import { expect, it } from 'vitest'
import { homePost, postsWith } from './posts'

const post = (unit: string, title: string) => ({ organisation_id: unit, organisation_name: unit, title })
const person = {
  organisation: { id: 'sở', name: 'Sở' },
  posts: [post('đảng', 'Bí thư'), post('sở', 'Phó Giám đốc')],
}

it('shows the post at home, not the first', () => {
  expect(homePost(person)?.title).toBe('Phó Giám đốc')
})

it('keeps the posts at other bodies when the one at home changes, moves or ends', () => {
  const change = (organisation_id: string, title: string) =>
    postsWith(person.posts, homePost(person), { organisation_id, title }).map(
      one => `${one.organisation_id}: ${one.title}`,
    )
  expect(change('sở', 'Giám đốc')).toEqual(['sở: Giám đốc', 'đảng: Bí thư'])
  expect(change('xã', 'Chủ tịch')).toEqual(['xã: Chủ tịch', 'đảng: Bí thư'])
  expect(change('đảng', 'Bí thư')).toEqual(['đảng: Bí thư'])
  expect(change('sở', '')).toEqual(['đảng: Bí thư'])
})
