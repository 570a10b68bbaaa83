import './style/tokens.css'
import './style/base.css'
import './style/controls.css'
import './style/shell.css'
import './style/screens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './routes/App'
import { languageHere, refresh } from './services/session'
import { startAppearance } from './store/appearance'
import { keepShell } from './store/shell'
import { startWords } from './words/language'

startAppearance()
// Who comes for a paper waits for this screen as soon as it is known who he is.
if (/^\/meetings\/[^/]+\/book(\/|$)/.test(location.pathname)) void import('./routes/book/BookPage')
await Promise.all([startWords(languageHere()), refresh().catch(() => undefined)])
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
keepShell()
