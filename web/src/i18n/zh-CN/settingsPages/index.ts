import audit from './audit'
import auditActions from './auditActions'
import doctor from './doctor'
import incidents from './incidents'
import keys from './keys'
import models from './models'
import profile from './profile'
import routing from './routing'
import usage from './usage'
import users from './users'

export default { audit, auditActions, doctor, incidents, keys, models, profile, routing, usage, users }
