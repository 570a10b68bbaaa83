import { useTranslation } from 'react-i18next'
import { Button } from './Button'

interface Paged {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): Promise<unknown>
}

/** The way on from what a list shows, if there is more of it. */
export function More({ of, label }: { of: Paged; label?: string }) {
  const { t } = useTranslation()
  if (!of.hasNextPage) return null
  return (
    <div>
      <Button isDisabled={of.isFetchingNextPage} onPress={() => void of.fetchNextPage()}>
        {label ?? t('app.more')}
      </Button>
    </div>
  )
}
