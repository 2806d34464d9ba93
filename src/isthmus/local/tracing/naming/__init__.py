"""Who answers, who asks, what was asked and how it ended, in few words."""
