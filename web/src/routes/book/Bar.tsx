import { useState } from 'react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton, LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { useTabInSight } from '../../components/tabs'
import type { BookPaper } from '../../store/book'
import type { Meeting } from '../../types/api'
import { Evidence } from './Evidence'
import { greatest, least } from './useZoom'

const step = 1.25

interface BarProps {
  meeting: Meeting
  papers: BookPaper[]
  current: { paper: number; page: number } | null
  zoom: number
  /** A factor, or null for the width of the screen. */
  onZoom(factor: number | null): void
  two: boolean | null
  onTwo(): void
  night: boolean
  onNight(): void
  side: 'strip' | 'find' | null
  onSide(side: 'strip' | 'find'): void
  onGo(document: string, page: number): void
}

export function Bar(props: BarProps) {
  const { t } = useTranslation()
  const { meeting, papers, current, onGo } = props
  const paper = current && papers[current.paper]
  const stepTo = (by: number) => {
    const target = current && papers[current.paper + by]
    return target ? () => onGo(target.document.id, target.document.bookmark?.page ?? 1) : null
  }
  const [back, forward] = [stepTo(-1), stepTo(1)]
  return (
    <header className="book-bar">
      <div className="book-line">
        <LinkButton href={`/meetings/${meeting.id}`} look="plain" icon="left">
          <span className="book-back">{t('book.backToMeeting')}</span>
        </LinkButton>
        <Tabs papers={papers} current={current?.paper ?? 0} onGo={onGo} />
      </div>
      <div className="book-line">
        <IconButton icon="left" label={t('book.previousPaper')} isDisabled={!back} onPress={() => back?.()} />
        <div className="book-title grow">
          <h1>{paper?.document.title ?? meeting.title}</h1>
          {paper && current && (
            <PageField key={paper.version.id} paper={paper} page={current.page} onGo={onGo} />
          )}
        </div>
        <IconButton
          icon="right"
          label={t('book.nextPaper')}
          isDisabled={!forward}
          onPress={() => forward?.()}
        />
        <span className="book-divide" />
        <Tools {...props} />
        {paper && <Options {...props} paper={paper} />}
      </div>
    </header>
  )
}

function Tools({ side, onSide, onZoom, zoom, two, onTwo, night, onNight }: BarProps) {
  const { t } = useTranslation()
  return (
    <div className="book-tools" role="toolbar" aria-label={t('book.options')}>
      <Toggle
        icon="strip"
        label={t('book.thumbnails')}
        on={side === 'strip'}
        onToggle={() => onSide('strip')}
      />
      <Toggle icon="search" label={t('book.find')} on={side === 'find'} onToggle={() => onSide('find')} />
      <span className="book-wide">
        <IconButton
          icon="zoomOut"
          label={t('book.zoomOut')}
          isDisabled={zoom <= least}
          onPress={() => onZoom(1 / step)}
        />
        <IconButton
          icon="zoomIn"
          label={t('book.zoomIn')}
          isDisabled={zoom >= greatest}
          onPress={() => onZoom(step)}
        />
      </span>
      {zoom !== 1 && <IconButton icon="width" label={t('book.fit')} onPress={() => onZoom(null)} />}
      {two !== null && (
        <span className="book-wide">
          <Toggle icon="twoPages" label={t('book.twoPages')} on={two} onToggle={onTwo} />
        </span>
      )}
      <span className="book-wide">
        <Toggle icon={night ? 'sun' : 'moon'} label={t('book.night')} on={night} onToggle={onNight} />
      </span>
    </div>
  )
}

function Toggle({
  icon,
  label,
  on,
  onToggle,
}: {
  icon: Parameters<typeof Icon>[0]['name']
  label: string
  on: boolean
  onToggle(): void
}) {
  return (
    <AriaButton
      className={on ? 'button square plain on' : 'button square plain'}
      aria-label={label}
      aria-pressed={on}
      onPress={onToggle}
    >
      <Icon name={icon} />
    </AriaButton>
  )
}

/** What a narrow screen has no room for, and what is wanted seldom. */
function Options({ paper, onZoom, two, onTwo, night, onNight }: BarProps & { paper: BookPaper }) {
  const { t } = useTranslation()
  const [history, setHistory] = useState(false)
  return (
    <>
      <MenuTrigger>
        <IconButton icon="more" label={t('book.options')} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="option book-narrow" onAction={() => onZoom(step)}>
              <Icon name="zoomIn" />
              {t('book.zoomIn')}
            </MenuItem>
            <MenuItem className="option book-narrow" onAction={() => onZoom(1 / step)}>
              <Icon name="zoomOut" />
              {t('book.zoomOut')}
            </MenuItem>
            {two !== null && (
              <MenuItem className="option" onAction={onTwo}>
                <Icon name={two ? 'onePage' : 'twoPages'} />
                {t(two ? 'book.onePage' : 'book.twoPages')}
              </MenuItem>
            )}
            <MenuItem className="option" onAction={onNight}>
              <Icon name={night ? 'sun' : 'moon'} />
              {t(night ? 'book.day' : 'book.night')}
            </MenuItem>
            <MenuItem className="option" onAction={() => setHistory(true)}>
              <Icon name="history" />
              {t('book.evidence')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {history && <Evidence paper={paper} onClose={() => setHistory(false)} />}
    </>
  )
}

/** One tab per paper, named by its item; the current one is always in sight. */
function Tabs({
  papers,
  current,
  onGo,
}: {
  papers: BookPaper[]
  current: number
  onGo(document: string, page: number): void
}) {
  const { t } = useTranslation()
  const bar = useTabInSight(current)
  return (
    <nav ref={bar} className="tabs grow" aria-label={t('book.papers')}>
      {papers.map((paper, index) => (
        <button
          key={paper.document.id}
          type="button"
          className="tab"
          aria-current={index === current ? 'true' : undefined}
          onClick={() => onGo(paper.document.id, paper.document.bookmark?.page ?? 1)}
        >
          {paper.number && <span className="number">{paper.number}</span>}
          <span className="book-tab-title">{paper.document.title}</span>
          {!paper.document.opened && (
            <span className="unread-dot" role="img" aria-label={t('meeting.unread')} />
          )}
        </button>
      ))}
    </nav>
  )
}

function PageField({
  paper,
  page,
  onGo,
}: {
  paper: BookPaper
  page: number
  onGo(document: string, page: number): void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const pages = paper.version.pages ?? 1
  const commit = () => {
    const wanted = Number(typed)
    if (typed && Number.isInteger(wanted) && wanted >= 1) onGo(paper.document.id, Math.min(wanted, pages))
    setTyped(null)
  }
  return (
    <form
      className="page-field number"
      onSubmit={event => {
        event.preventDefault()
        commit()
      }}
    >
      <input
        aria-label={t('book.goToPage')}
        inputMode="numeric"
        value={typed ?? String(page)}
        onChange={event => setTyped(event.target.value)}
        onFocus={event => event.target.select()}
        onBlur={commit}
      />
      <span>/ {pages}</span>
    </form>
  )
}
