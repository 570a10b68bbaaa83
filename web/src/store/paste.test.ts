import { describe, expect, it } from 'vitest'
import type { Person } from '../types/api'
import { readPasted } from './paste'

function person(id: string, full_name: string, email: string): Person {
  return { id, full_name, email, name: id, posts: [], organisation: { id: 'o', name: 'O' }, active: true }
}

const directory = [
  person('huong', 'Trần Thị Mai Hương', 'huong@example.vn'),
  person('dat', 'Lê Quốc Đạt', 'dat@example.vn'),
  person('hang1', 'Bùi Thị Hằng', 'hang1@example.vn'),
  person('hang2', 'Bùi Thị Hằng', 'hang2@example.vn'),
]

function read(text: string) {
  const { people, troubles } = readPasted(text, directory)
  return {
    people: people.map(one => `${one.person.id} ${one.role}`),
    troubles: troubles.map(one => `${one.row} ${one.kind} ${one.text}`),
  }
}

describe('pasted list', () => {
  it('finds people by name, address and sign-in name', () => {
    expect(read('Trần Thị Mai Hương\nDAT@example.vn\nhang1').people).toEqual([
      'huong delegate',
      'dat delegate',
      'hang1 delegate',
    ])
  })

  it('reads names without marks, with numbering and forms of address', () => {
    expect(read('1. Bà Tran Thi Mai Huong\n- Ông LÊ QUỐC ĐẠT – Giám đốc Sở').people).toEqual([
      'huong delegate',
      'dat delegate',
    ])
  })

  it('reads decomposed text', () => {
    expect(read('Lê Quốc Đạt'.normalize('NFD')).people).toEqual(['dat delegate'])
  })

  it('takes guests by a word at the end', () => {
    expect(read('Lê Quốc Đạt khách\nTrần Thị Mai Hương\tguest').people).toEqual(['dat guest', 'huong guest'])
  })

  it('says which lines need a second look', () => {
    expect(read('\nNguyễn Văn Không\nBùi Thị Hằng\nLê Quốc Đạt\nLê Quốc Đạt')).toEqual({
      people: ['dat delegate'],
      troubles: ['2 unknown Nguyễn Văn Không', '3 several Bùi Thị Hằng', '5 twice Lê Quốc Đạt'],
    })
  })

  it('tells two of one name apart by the address beside it', () => {
    expect(read('Bùi Thị Hằng; hang2@example.vn').people).toEqual(['hang2 delegate'])
  })
})
