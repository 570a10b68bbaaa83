import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { Empty } from './State'

interface BoundaryProps {
  children: ReactNode
}

/** Keeps an error of one screen on that screen; the rest of the app and every draft stay. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? (
      <Broken onRetry={() => this.setState({ broken: false })} />
    ) : (
      this.props.children
    )
  }
}

function Broken({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation()
  return (
    <Empty icon="alert" title={t('state.crashed')} help={t('state.crashedHelp')}>
      <Button icon="refresh" onPress={onRetry}>
        {t('app.retry')}
      </Button>
    </Empty>
  )
}
