import { describe, expect, it } from 'vitest'
import { beginSitting, goOn, report, tick } from './sitting'

describe('sitting', () => {
  it('counts seconds and pages while the reader looks', () => {
    let sitting = beginSitting('d', 'v', 's')
    sitting = tick(sitting, [2], true)
    sitting = tick(sitting, [2, 3], true)
    sitting = tick(sitting, [1], true)
    expect(report(sitting, false, 'tablet')).toEqual({
      pages: [1, 2, 3],
      seconds: 3,
      ended: false,
      device: 'tablet',
    })
  })

  it('goes on as another with what was not heard of, when the server has ended it', () => {
    const heard = tick(beginSitting('d', 'v', 's'), [1, 2], true)
    const now = tick(tick(heard, [2], true), [3], true)
    expect(goOn(now, heard, 't')).toEqual({ ...now, id: 't', pages: new Set([3]), seconds: 2 })
  })

  it('counts nothing while the screen is turned away or shows no page', () => {
    let sitting = beginSitting('d', 'v', 's')
    sitting = tick(sitting, [1], false)
    sitting = tick(sitting, [], true)
    expect(report(sitting, true, 'phone')).toMatchObject({ pages: [], seconds: 0, ended: true })
  })
})
