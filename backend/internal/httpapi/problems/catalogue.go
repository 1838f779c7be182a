package problems

import (
	"net/http"
	"slices"
	"strings"
)

// Entry explains one problem code. The documentation renders the catalogue, and a test compares it with the codes in the sources.
type Entry struct {
	Code        string // stable snake_case
	Title       string // the `title` of every problem with the code
	Status      int    // the HTTP status
	Explanation string // what happened and what to do, for people who look the code up
	OfField     bool   // the code occurs only in `errors` of a document, beside the field it is about; Status is 0
}

// The codes of failures that the HTTP surface itself finds. Those of the rooms are declared in the rooms.
const (
	CodeInternal         = "internal_error"
	CodePathUnknown      = "path_unknown"
	CodeMethodNotAllowed = "method_not_allowed"
	CodeContentType      = "content_type_unsupported"
	CodeBodyTooLarge     = "body_too_large"
	CodeURLTooLong       = "url_too_long"
	CodeHostNotAllowed   = "host_not_allowed"
	CodeOriginNotAllowed = "origin_not_allowed"
	CodeAPIUnavailable   = "api_unavailable"
	CodeTimeout          = "request_timed_out"
)

var catalogue = slices.Concat(ofDocuments, ofFields)

var ofDocuments = []Entry{
	{CodeInternal, "Something went wrong in the portal", http.StatusInternalServerError, "The portal failed; nothing is wrong with the request. Try again; if it stays, give the request id to whoever runs the portal: the cause is in its log.", false},
	{CodePathUnknown, "There is nothing at this path", http.StatusNotFound, "No operation has this path. The operations are listed in /docs.", false},
	{CodeMethodNotAllowed, "The method is not allowed here", http.StatusMethodNotAllowed, "The path exists, but not with this method. The Allow header lists the methods that do.", false},
	{CodeContentType, "The content type is not supported", http.StatusUnsupportedMediaType, "Send the body as application/json in UTF-8 and say so in the Content-Type header.", false},
	{CodeBodyTooLarge, "The body is too large", http.StatusRequestEntityTooLarge, "A request body may hold at most 1 MiB.", false},
	{CodeURLTooLong, "The address is too long", http.StatusRequestURITooLong, "A path with its query may hold at most 16 KiB.", false},
	{CodeHostNotAllowed, "The host name is not allowed", http.StatusMisdirectedRequest, "The portal listens on this machine only and answers only to localhost, 127.0.0.1 or [::1], so that a page of another site cannot reach it under a name of its own.", false},
	{CodeOriginNotAllowed, "Requests of other sites are not allowed", http.StatusForbidden, "A page of another site sent this request. Change things from the portal's own pages or from a program.", false},
	{CodeAPIUnavailable, "The API does not answer", http.StatusServiceUnavailable, "The web server runs, but the API behind it does not answer. It may be starting or stopping; try again in a few seconds.", false},
	{CodeTimeout, "The request took too long", http.StatusServiceUnavailable, "The portal gave up on the request. Try again; a smaller page or a narrower filter takes less time.", false},

	{"invalid_request", "The request is not valid", http.StatusBadRequest, "A parameter or a part of the body cannot be right. `errors` names each one, with a code and what to do.", false},
	{"receiver_forbidden", "You may not use this receiver", http.StatusForbidden, "The receiver in X-Account-Id is not registered, or you have no access to it. `GET /accounts` lists the receivers you may use.", false},
	{"scope_missing", "Something went wrong in the portal", http.StatusInternalServerError, "The portal forgot to bind the request to a receiver and refused to go on. This is a fault of the portal.", false},
	{"cost_cap_reached", "The spending cap is reached", http.StatusPreconditionFailed, "One more paid AWS request would pass the monthly cap. Collection waits until the next month or a higher cap.", false},
	{"aws_denied", "AWS denied the request", http.StatusBadGateway, "The portal's credentials lack a permission, named in `missing_permission`. Add it to the role and try again.", false},
	{"aws_throttled", "AWS limits the rate", http.StatusServiceUnavailable, "AWS refused for the rate of requests, after all retries. Try again later.", false},
	{"aws_unavailable", "AWS does not answer", http.StatusServiceUnavailable, "AWS could not be reached or failed, after all retries. Try again later.", false},
	{"view_unhealthy", "The billing view is not healthy", http.StatusConflict, "AWS says that the billing view cannot be read now. Its figures stay unknown until AWS repairs it.", false},
	{"aws_data_not_ready", "AWS has no data yet", http.StatusConflict, "Cost Explorer has not prepared the data of this view yet. AWS takes up to 24 hours for a new one.", false},
	{"aws_refused", "Something went wrong in the portal", http.StatusInternalServerError, "AWS says that the portal's request is wrong. This is a fault of the portal.", false},
	{"aws_credentials", "The portal has no usable AWS credentials", http.StatusBadGateway, "AWS credentials are missing, expired or not accepted. Renew them (for example `aws sso login`) or start the portal with others; it tries again by itself.", false},
	{"aws_wrong_account", "The credentials are of another account", http.StatusBadGateway, "The credentials for a receiver belong to another account. Start the portal with credentials of the receiver, or register a role of it.", false},
	{"aws_no_organization", "The account is in no organization", http.StatusConflict, "A bill-transfer account is the management account of an organization. Use its credentials.", false},
	{"aws_answer_invalid", "The answer of AWS cannot be used", http.StatusServiceUnavailable, "AWS answered with something the portal cannot read, and nothing was made of it. Try again; if it stays, the portal has to be mended.", false},
	{"unknown_collection_mode", "There is no such collection mode", http.StatusBadRequest, "The modes are refresh, backfill, verify and detail.", false},
	{"line_item_not_found", "There is no such custom line item", http.StatusNotFound, "No custom line item with this id is kept for the month. `GET /custom-line-items` lists the items of a month by the last part of their ARN.", false},
	{"line_item_made_here", "The portal made this line item", http.StatusConflict, "It carries what it stands for in its name, and nobody says otherwise. Delete it by a plan and make another one if that is wrong.", false},
	{"customer_not_found", "The receiver has no such customer", http.StatusNotFound, "Customers are listed under /customers by the management account id of their organization.", false},
	{"job_finished", "The job has ended", http.StatusConflict, "A job that has ended cannot be cancelled. What it did stays done.", false},
	{"unknown_job_kind", "Something went wrong in the portal", http.StatusInternalServerError, "The portal asked for a job that nobody can run. This is a fault of the portal.", false},
	{"plan_not_found", "The receiver has no such plan", http.StatusNotFound, "Plans are listed under /plans. Old ones that were never applied are removed.", false},
	{"plan_expired", "The plan has expired", http.StatusConflict, "A plan of transfers waits 15 minutes for its review, one of line items 14 days. Make it again.", false},
	{"plan_stale", "The plan is out of date", http.StatusConflict, "What the plan was made from has changed since. Make it again.", false},
	{"plan_discarded", "The plan was discarded", http.StatusConflict, "A discarded plan cannot be applied. Make it again.", false},
	{"plan_started", "The plan was applied", http.StatusConflict, "A plan that was applied cannot be discarded or applied by another job. Read it again: its job is named in it, and what it did can be taken back.", false},
	{"plan_changed", "This is not the plan that was reviewed", http.StatusConflict, "The content hash is another than the plan's. Read the plan again and send its `content_hash`.", false},
	{"plan_empty", "There is nothing to do", http.StatusConflict, "The request comes to no change. The detail says what was left out and why; choose others, or what becomes of what is there.", false},
	{"plan_kind_unknown", "Plans of this kind cannot be made", http.StatusConflict, "No part of this portal knows what such a request comes to.", false},
	{"plan_simulated", "The plan is simulated", http.StatusConflict, "It was made of simulated figures and is never applied. Make a plan of the real ones.", false},
	{"plan_approval_needed", "A second person has to approve", http.StatusConflict, "The plan is above a limit of the settings. Somebody with the role approver, who did not make it, approves it first; the detail names the plan.", false},
	{"plan_approval_not_needed", "Nobody has to decide", http.StatusConflict, "The plan is within the limits of the settings. It can be applied as it is.", false},
	{"plan_decided", "Somebody decided already", http.StatusConflict, "A plan is approved or rejected once, before it is applied. Read it again.", false},
	{"plan_rejected", "The plan was rejected", http.StatusConflict, "A second person rejected it; the note says why. Make another one.", false},
	{"plan_is_your_own", "You made this plan", http.StatusForbidden, "Whoever made a plan does not decide on it. Ask somebody else with the role approver.", false},
	{"approver_needed", "You may not decide on plans", http.StatusForbidden, "Approving and rejecting takes the role approver. Ask somebody who has it.", false},
	{"admin_needed", "You may not change these settings", http.StatusForbidden, "It takes the role admin. Ask somebody who has it.", false},
	{"plan_settings_changed", "The settings of plans were changed", http.StatusConflict, "Somebody changed them since you read them. Read them again and repeat your change.", false},
	{"plan_not_applied", "There is nothing to take back", http.StatusConflict, "Only a plan of line items that was applied can be taken back, when its job has ended. Read the plan: its status says how it stands.", false},
	{"plan_undone", "The plan was taken back already", http.StatusConflict, "Another plan took it back; it is named in `undone_by`.", false},
	{"receiver_mismatch", "The body names another receiver", http.StatusConflict, "`receiver_id` of the body and X-Account-Id have to name one receiver, so that nothing is changed for the wrong one.", false},
	{"operator_needed", "You may look and not change", http.StatusForbidden, "This takes the role operator. Ask somebody who has it.", false},
	{"transfers_unknown", "The transfers are not known yet", http.StatusConflict, "The transfers of the receiver were never read from AWS. Collect first.", false},
	{"transfer_not_found", "The receiver has no such transfer", http.StatusNotFound, "Transfers are listed under /transfers. AWS forgets dead invitations after 30 days.", false},
	{"transfer_exists", "The organization has a transfer already", http.StatusConflict, "An organization has one open invitation or transfer to a receiver at a time. The detail says what to do.", false},
	{"transfer_indirect", "The transfer is another account's", http.StatusConflict, "A transfer that comes through a middle account can only be changed by that account.", false},
	{"transfer_state", "The state of the transfer does not allow it", http.StatusConflict, "The detail says how the transfer stands and what can be done instead.", false},
	{"transfer_quota_reached", "The quota of inbound transfers is used up", http.StatusConflict, "Cancel invitations that nobody will accept, or ask AWS for a higher quota.", false},
	{"aws_refused_change", "AWS refused the change", http.StatusConflict, "AWS has a rule against it; the detail says which and what to do. Nothing was done.", false},
	{"aws_done_already", "It is that way already", http.StatusConflict, "AWS refused the change because it was made before. Read again what is there.", false},
	{"aws_write_conflict", "Something else is being changed", http.StatusServiceUnavailable, "AWS did nothing, because another change of the same thing was under way. Try again.", false},
	{"aws_limit_reached", "A quota of AWS is used up", http.StatusConflict, "AWS did nothing, because the account has as many of them as its quota allows. Delete some, or ask AWS for a higher quota.", false},
	{"too_many_preferences", "There are too many preferences", http.StatusConflict, "As many preferences as the portal keeps for a caller are there already. Delete one first.", false},
	{"too_many_saved_views", "There are too many saved views", http.StatusConflict, "As many saved views as the portal keeps for a caller are there already. Delete one first.", false},
	{"saved_view_not_found", "You have no such saved view", http.StatusNotFound, "Saved views are listed under /me/views.", false},
	{"saved_view_name_taken", "The name of the saved view is taken", http.StatusConflict, "Another saved view of the same table has this name, in whatever case. Choose another, or change that view.", false},
	{"anomaly_not_found", "There is no such anomaly", http.StatusNotFound, "It is not among those that were found last. Anomalies are listed under /finops/anomalies.", false},
	{"anomaly_settings_changed", "The settings of anomalies were changed", http.StatusConflict, "Somebody changed them since you read them. Read them again and repeat your change.", false},
	{"budget_not_found", "The receiver has no such budget", http.StatusNotFound, "Budgets are listed under /finops/budgets.", false},
	{"budget_changed", "The budget was changed", http.StatusConflict, "Somebody changed or deleted it since you read it. Read it again and repeat your change.", false},
	{"budget_name_taken", "The name of the budget is taken", http.StatusConflict, "Another budget of the same customer has this name, in whatever case. Choose another, or change that budget.", false},
	{"schedule_not_found", "There is no such schedule", http.StatusNotFound, "Schedules are listed under /schedules.", false},
	{"schedule_changed", "The schedule was changed", http.StatusConflict, "Somebody changed it since you read it. Read it again and repeat your change.", false},
	{"too_many_budgets", "There are too many budgets", http.StatusConflict, "As many budgets as the portal keeps for a receiver are there already. Delete one first.", false},
	{"credit_settings_changed", "The settings of credits were changed", http.StatusConflict, "Somebody changed them since you read them. Read them again and repeat your change.", false},
	{"credit_not_found", "No such credit is visible", http.StatusNotFound, "Credits that can be seen are listed under /credit-tracker/credits. What is simulated is there with demo=true only.", false},
	{"credit_access_not_found", "No role is kept for the customer", http.StatusNotFound, "Which customers have a role is listed under /credit-tracker/customers.", false},
	{"gap_not_found", "There is no such gap", http.StatusNotFound, "The month has no charges and no line items of this class of the customer. `GET /gap-analysis` lists the gaps of a month.", false},
	{"no_gap_to_close", "There is no gap to close", http.StatusConflict, "Showback carries what the policies want of everything that was chosen, or its amounts are not known, or its customer has no billing group that can be written to. The detail counts them; choose gaps that have a `proposal`.", false},
	{"gap_policy_not_found", "The customer has no such policy", http.StatusNotFound, "Only a policy of a customer can be deleted; the default of a class can be changed. `GET /gap-analysis/policies` lists both.", false},
	{"gap_policy_changed", "The policy was changed", http.StatusConflict, "Somebody changed it since you read it. Read it again and repeat your change.", false},
	{"job_not_found", "The receiver has no such job", http.StatusNotFound, "Jobs are listed under /jobs.", false},
}

// Catalogue returns every entry in the order of the codes.
func Catalogue() []Entry {
	es := slices.Clone(catalogue)
	slices.SortFunc(es, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	return es
}

// Lookup finds the entry of a code.
func Lookup(code string) (Entry, bool) {
	i := slices.IndexFunc(catalogue, func(e Entry) bool { return e.Code == code })
	if i < 0 {
		return Entry{}, false
	}
	return catalogue[i], true
}

// ofFields explains the codes of single parameters and properties.
var ofFields = []Entry{
	{"missing", "A required value is missing", 0, "Send the parameter, header or property that the field names.", true},
	{"malformed", "A value cannot be read", 0, "Compare the value with its description.", true},
	{"invalid_json", "The body is not JSON", 0, "Send one JSON object in UTF-8; the detail says where the body breaks.", true},
	{"unknown_parameter", "The operation has no such parameter", 0, "Check the spelling; the detail lists the parameters there are. Unknown parameters are refused, because a misspelled filter would look like an answer.", true},
	{"unknown_property", "The object has no such property", 0, "Check the spelling, or leave the property out.", true},
	{"repeated", "A value occurs more than once", 0, "Send the parameter, header or property once.", true},
	{"control_characters", "A value holds control characters", 0, "Send plain text in UTF-8.", true},
	{"not_an_allowed_value", "The value is not one of those allowed", 0, "The detail lists the values.", true},
	{"wrong_type", "The value has the wrong type", 0, "The detail says which type is expected.", true},
	{"too_short", "The text is too short", 0, "Send more characters, or leave the parameter out.", true},
	{"too_long", "The text is too long", 0, "Send fewer characters.", true},
	{"too_small", "The number is too small", 0, "The detail gives the bounds.", true},
	{"too_large", "The number is too large", 0, "The detail gives the bounds.", true},
	{"too_many", "There are too many values", 0, "Send fewer values.", true},
	{"too_few", "There are too few values", 0, "Send more values, or leave the property out where it may be.", true},
	{"wrong_form", "The text does not have the right form", 0, "Compare the value with its description.", true},
	{"invalid_account_id", "The value is not an AWS account id", 0, "An account id has 12 digits.", true},
	{"amount_beyond_limit", "The amount is too large for one line item", 0, "AWS takes at most 1,000,000 in one line item. The settings of plans say whether larger amounts are split.", true},
	{"invalid_month", "The value is not a month", 0, "Months are written YYYY-MM, in UTC.", true},
	{"invalid_day", "The value is not a day", 0, "Days are written YYYY-MM-DD, in UTC.", true},
	{"invalid_id", "The value is not such an id", 0, "Use an id from an answer of the list that has it.", true},
	{"invalid_name", "The value is not such a name", 0, "Use a-z, 0-9, colon, dot, hyphen and underscore, beginning with a letter or digit.", true},
	{"invalid_columns", "The columns cannot be read", 0, "Send names of properties of an item separated by commas, nested ones with a dot, for example `label,figures.margin.amount`.", true},
	{"invalid_decimal", "The value is not a decimal", 0, "Send digits with at most one point, as text, for example `12.50`.", true},
	{"invalid_currency", "The value is not a currency", 0, "Send the three letters of ISO 4217, for example `USD`.", true},
	{"invalid_job_id", "The value is not a job id", 0, "Use the `job_id` of an answer of /jobs.", true},
	{"invalid_gap_policy", "The policy cannot be kept", 0, "A percentage is above 0 and below 100 and goes with the mode percentage alone; a note has at most 500 characters.", true},
	{"month_closed", "AWS takes no line items for the month", 0, "Line items can be written for the current and the previous month. A gap is closed in the month it was measured in, or not at all.", true},
	{"invalid_commission", "The commission cannot be charged", 0, "A percentage is above 0 and at most 100, with two decimals at most; the detail says what is wrong with the rest.", true},
	{"invalid_sort", "The sort order is not valid", 0, "Name up to three properties of the list, separated by commas, with - in front to sort descending.", true},
	{"invalid_filter", "A filter term is not valid", 0, "Write property:operator:value; the properties are listed with the operation.", true},
	{"invalid_search", "The search is not valid", 0, "Use at most 200 characters of plain text.", true},
	{"invalid_limit", "The page size is not valid", 0, "Use a number from 1 to 100.", true},
	{"invalid_page", "The page number is not valid", 0, "Use a number from 1 up.", true},
	{"invalid_cursor", "The cursor is not valid", 0, "A cursor belongs to one receiver, list, filter and sort; start again without it. Send cursor or page, not both.", true},
	{"invalid_plan", "The change cannot be planned", 0, "The detail says which of AWS's rules it breaks and what is allowed.", true},
	{"plan_not_confirmed", "The word of the plan is missing", 0, "What cannot be undone, deletes, is of the month before or is large has a `confirm_word`. Send it in `confirm`.", true},
	{"invalid_preference", "The value cannot be kept", 0, "The detail says what a preference or saved view may hold.", true},
	{"invalid_anomaly_setting", "The setting or review cannot be kept", 0, "The detail says which values there are.", true},
	{"invalid_schedule", "The schedule cannot be kept", 0, "The detail says when a schedule may run and what it needs to apply plans by itself.", true},
	{"invalid_budget", "The budget cannot be kept", 0, "The detail says what a budget may hold.", true},
	{"invalid_credit_settings", "The settings of credits cannot be like that", 0, "The detail says what can be kept.", true},
	{"invalid_credit_access", "The role cannot be used for this customer", 0, "Use the ARN of a role in the customer's own management account, with the external id that it asks for.", true},
	{"invalid_match", "The way to match is not valid", 0, "Use all or any.", true},
}
