/** Names of the settings and their sections; what stands in a section is loaded with it (`settingsPages`). */
export default {
  loadFailed: 'The list could not be loaded',
  title: 'Settings',
  keys: 'API keys',
  models: 'Models',
  routing: 'Routing',
  users: 'Users',
  advanced: 'Advanced',
  incidents: 'Incidents',
  doctor: 'Doctor',
  words: {
    profile: 'name password language appearance sessions devices',
    keys: 'sdk token secret developer',
    models: 'provider vendor openai ollama connect default',
    routing: 'route auto fast cheap best policy score quality cost speed',
    users: 'people account role invite',
    incidents: 'failures errors latency breaker providers down',
    doctor: 'health check problem status',
  },
}
