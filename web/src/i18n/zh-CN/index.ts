import auth from './auth'
import chat from './chat'
import common from './common'
import errors from './errors'
import pictures from './pictures'
import settings from './settings'

export default { common, auth, chat, errors, pictures, settings }
