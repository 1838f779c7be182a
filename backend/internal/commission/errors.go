package commission

// CodeInvalidCommission is the code of a part of a request for a commission that cannot be right.
const CodeInvalidCommission = "invalid_commission"
