"""Plans and how calls are funded: subscriptions with what they include, top-up codes, notices, automatic top-up."""
