// Who takes part in each flow, so that the lifelines stand before the first hop.

const TAKING_PART = {
  m2m: ["client", "salesforce", "cognito", "api"],
  web_identity: ["browser", "app", "salesforce", "identity_pool", "dynamodb"],
  session_sso: ["client", "salesforce", "cognito", "api_gateway", "function", "api", "dynamodb"],
};

/** The parties of a flow, from left to right. */
export const partiesOf = (flow) => TAKING_PART[flow] ?? [];
