export { DoctorPage } from './DoctorPage'
