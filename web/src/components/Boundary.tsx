import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { Empty } from './State'

interface BoundaryProps {
  children: ReactNode
}

/** Screens whose code did not come. */
const unloaded = new WeakSet<Error>()
window.addEventListener('vite:preloadError', event => unloaded.add(event.payload))

/** Keeps an error of one screen on that screen; the rest of the app and every draft stay. */
export class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  private retry = () => {
    // What failed to load is not asked for again by this app, and a newer one has other files.
    if (this.state.error && unloaded.has(this.state.error)) location.reload()
    else this.setState({ error: null })
  }

  override render(): ReactNode {
    return this.state.error ? <Broken onRetry={this.retry} /> : this.props.children
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
