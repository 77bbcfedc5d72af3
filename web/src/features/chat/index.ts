export { ChatPage } from './ChatPage'
export { attachToNew } from './composer/drafts'
