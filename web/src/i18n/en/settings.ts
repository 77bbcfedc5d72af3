/** Names of the settings and their sections; what stands in a section is loaded with it (`settingsPages`). */
export default {
  loadFailed: 'The list could not be loaded',
  title: 'Settings',
  keys: 'API keys',
  models: 'Models',
  users: 'Users',
  doctor: 'Doctor',
  words: {
    profile: 'name password language appearance sessions devices',
    keys: 'sdk token secret developer',
    models: 'provider vendor openai ollama connect default',
    users: 'people account role invite',
    doctor: 'health check problem status',
  },
}
