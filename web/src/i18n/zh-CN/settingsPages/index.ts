import doctor from './doctor'
import keys from './keys'
import models from './models'
import profile from './profile'
import users from './users'

export default { doctor, keys, models, profile, users }
