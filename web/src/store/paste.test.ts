import { describe, expect, it } from 'vitest'
import type { Person } from '../types/api'
import { handlesIn, type Known, readPasted } from './paste'

function person(id: string, full_name: string, unit: string, title: string): Person {
  const posts = [{ organisation_id: unit, organisation_name: unit, title }]
  return { id, full_name, posts, organisation: { id: unit, name: unit }, active: true }
}

const huong = person('huong', 'Trần Thị Mai Hương', 'Sở Y tế', 'Giám đốc')
const dat = person('dat', 'Lê Quốc Đạt', 'Sở Tài chính', 'Phó Giám đốc')
const hang1 = person('hang1', 'Bùi Thị Hằng', 'Sở Y tế', 'Chuyên viên')
const hang2 = person('hang2', 'Bùi Thị Hằng', 'Sở Tư pháp', 'Trưởng phòng')
const ba = person('ba', 'Ba Văn Tám', 'Sở Y tế', 'Chuyên viên')
const bach = person('bach', 'Bạch Công Định', 'Sở Nội vụ', 'Giám đốc')
const directory = [huong, dat, hang1, hang2, ba, bach]
const known: Known = new Map([
  ['dat@example.vn', [dat]],
  ['hang2@example.vn', [hang2]],
  ['hang1', [hang1]],
  ['vanthu@example.vn', [hang1, hang2]],
])

function read(text: string) {
  const { people, troubles } = readPasted(text, directory, known)
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

  it('reads names without marks, with numbering, titles and forms of address', () => {
    expect(read('1. Bà Tran Thi Mai Huong\n- Ông TS. LÊ QUỐC ĐẠT – Giám đốc Sở').people).toEqual([
      'huong delegate',
      'dat delegate',
    ])
    expect(
      read('Đ/c Trần Thị Mai Hương\nOng Le Quoc Dat\nÔng Ba Văn Tám\nBà TS.Bạch Công Định').people,
    ).toEqual(['huong delegate', 'dat delegate', 'ba delegate', 'bach delegate'])
  })

  it('reads decomposed text', () => {
    expect(read('Lê Quốc Đạt'.normalize('NFD')).people).toEqual(['dat delegate'])
  })

  it('reads columns of a spreadsheet', () => {
    expect(
      read(
        '1\tTrần Thị Mai Hương\tGiám đốc\tSở Y tế\t0912 345 678\n2\tLê Quốc Đạt\tPhó Giám đốc\tSở Tài chính',
      ),
    ).toEqual({ people: ['huong delegate', 'dat delegate'], troubles: [] })
  })

  it('reads several people on one line, between commas and semicolons', () => {
    expect(read('Trần Thị Mai Hương, Lê Quốc Đạt; hang1')).toEqual({
      people: ['huong delegate', 'dat delegate', 'hang1 delegate'],
      troubles: [],
    })
    expect(read('dat@example.vn, hang2@example.vn').people).toEqual(['dat delegate', 'hang2 delegate'])
  })

  it('reads a name inside its post, and as mail programs write it', () => {
    expect(read('Giám đốc Sở Y tế Trần Thị Mai Hương\nLê Quốc Đạt <dat@example.vn>')).toEqual({
      people: ['huong delegate', 'dat delegate'],
      troubles: [],
    })
  })

  it('takes guests by a word at the end', () => {
    expect(read('Lê Quốc Đạt khách\nTrần Thị Mai Hương\tguest').people).toEqual(['dat guest', 'huong guest'])
    expect(read('Lê Quốc Đạt (khách mời)').people).toEqual(['dat guest'])
  })

  it('says which lines need a second look', () => {
    expect(read('\nNguyễn Văn Không\nBùi Thị Hằng\nLê Quốc Đạt\nLê Quốc Đạt\nai@khong.vn')).toEqual({
      people: ['dat delegate'],
      troubles: [
        '2 unknown Nguyễn Văn Không',
        '3 several Bùi Thị Hằng',
        '5 twice Lê Quốc Đạt',
        '6 unknown ai@khong.vn',
      ],
    })
  })

  it('passes over no unknown person between known ones', () => {
    expect(read('Lê Quốc Đạt, Trần Văn Lạ, Trần Thị Mai Hương')).toEqual({
      people: ['dat delegate', 'huong delegate'],
      troubles: ['1 unknown Trần Văn Lạ'],
    })
    expect(read('dat@example.vn; la@khong.vn').troubles).toEqual(['1 unknown la@khong.vn'])
  })

  it('tells two of one name apart by the address, the unit or the post beside it', () => {
    for (const beside of [
      '; hang2@example.vn',
      '\tSở Tư pháp',
      ' (Trưởng phòng)',
      ' – Trưởng phòng Sở Tư pháp',
    ])
      expect(read(`Bùi Thị Hằng${beside}`)).toEqual({ people: ['hang2 delegate'], troubles: [] })
    expect(read('Trưởng phòng Bùi Thị Hằng').people).toEqual(['hang2 delegate'])
  })

  it('names those among whom to choose, and takes the choice', () => {
    const [trouble] = readPasted('Bùi Thị Hằng', directory).troubles
    expect(trouble?.people).toEqual([hang1, hang2])
    const chosen = readPasted('Bùi Thị Hằng', directory, new Map([['bui thi hang', [hang2]]]))
    expect(chosen.people.map(one => one.person)).toEqual([hang2])
    expect(read('vanthu@example.vn').troubles).toEqual(['1 several vanthu@example.vn'])
  })

  it('asks the server about sign-in names and addresses only', () => {
    const text = '1\tLê Quốc Đạt\tDAT@example.vn\t0912 345 678\nhang1, Nguyễn Văn Không'
    expect(handlesIn(text, directory)).toEqual(['dat@example.vn', 'hang1'])
  })
})
