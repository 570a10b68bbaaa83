import { describe, expect, it } from 'vitest'
import { fold, rangesOf } from './find'

function layer(...spans: string[]): HTMLElement {
  const element = document.createElement('div')
  for (const text of spans) {
    const span = document.createElement('span')
    span.textContent = text
    element.append(span)
    if (text.endsWith('¶')) {
      span.textContent = text.slice(0, -1)
      element.append(document.createElement('br'))
    }
  }
  return element
}

function found(element: HTMLElement, ...words: string[]): string[] {
  return rangesOf(element, words).map(range =>
    range.startContainer === range.endContainer
      ? (range.startContainer.textContent ?? '').slice(range.startOffset, range.endOffset)
      : `${(range.startContainer.textContent ?? '').slice(range.startOffset)}…${(range.endContainer.textContent ?? '').slice(0, range.endOffset)}`,
  )
}

describe('find in a page', () => {
  it('ignores marks and case', () => {
    expect(fold('Đánh giá KẾT QUẢ')).toBe('danh gia ket qua')
    expect(found(layer('Đánh giá kết quả, đánh GIÁ lại'), 'danh gia')).toEqual(['Đánh giá', 'đánh GIÁ'])
  })

  it('covers whole letters of decomposed text', () => {
    const text = 'kế hoạch'.normalize('NFD')
    expect(found(layer(text), 'ke hoach')).toEqual([text])
  })

  it('finds words broken over spans and lines', () => {
    expect(found(layer('họp không¶', 'giấy tờ'), 'không giấy')).toEqual(['không…giấy'])
  })

  it('marks several words', () => {
    expect(found(layer('kế toán và hoạch định'), 'kế', 'hoạch')).toEqual(['kế', 'hoạch'])
  })

  it('finds nothing for spaces', () => {
    expect(found(layer('một hai'), '  ')).toEqual([])
  })
})
