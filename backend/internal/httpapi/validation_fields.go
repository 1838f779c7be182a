package httpapi

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"portal.example/backend/internal/fault"
)

// Codes of fields that are refused before a room sees the request.
const (
	codeMissing           = "missing"
	codeMalformed         = "malformed"
	codeInvalidJSON       = "invalid_json"
	codeUnknownParameter  = "unknown_parameter"
	codeUnknownProperty   = "unknown_property"
	codeRepeated          = "repeated"
	codeControlCharacters = "control_characters"
	codeNotAllowedValue   = "not_an_allowed_value"
	codeWrongType         = "wrong_type"
	codeTooShort          = "too_short"
	codeTooLong           = "too_long"
	codeTooSmall          = "too_small"
	codeTooLarge          = "too_large"
	codeTooMany           = "too_many"
	codeTooFew            = "too_few"
	codeWrongForm         = "wrong_form"
	codeInvalidAccountID  = "invalid_account_id"
	codeInvalidMonth      = "invalid_month"
	codeInvalidJobID      = "invalid_job_id"
	codeInvalidDay        = "invalid_day"
	codeInvalidSort       = "invalid_sort"
	codeInvalidID         = "invalid_id"
	codeInvalidName       = "invalid_name"
	codeInvalidColumns    = "invalid_columns"
	codeInvalidDecimal    = "invalid_decimal"
	codeInvalidCurrency   = "invalid_currency"
)

// form explains a pattern of the contract to people. %s is the value as it may be shown.
type form struct{ code, detail string }

// forms has every pattern that a request can break; a test compares it with openapi.yaml.
var forms = map[string]form{
	`^[0-9]{12}$`:                  {codeInvalidAccountID, "%s is not an AWS account id. Send its 12 digits, for example 111122223333."},
	`^[0-9]{4}-(0[1-9]|1[0-2])$`:   {codeInvalidMonth, "%s is not a month. Use YYYY-MM, for example 2026-10."},
	`^an_[0-9a-z]{8,60}$`:          {codeInvalidID, "%s is not an anomaly id. Use the anomaly_id of an answer of /finops/anomalies."},
	`^bud_[0-9a-z]{8,60}$`:         {codeInvalidID, "%s is not a budget id. Use the budget_id of an answer of /finops/budgets."},
	`^plan_[0-9a-z]{8,60}$`:        {codeInvalidID, "%s is not a plan id. Use the plan_id of an answer of /plans."},
	`^view_[0-9a-z]{8,60}$`:        {codeInvalidID, "%s is not the id of a saved view. Use the view_id of an answer of /me/views."},
	`^rt-[0-9a-z]{8,32}$`:          {codeInvalidID, "%s is not a transfer id. Use the transfer_id of an answer of /transfers."},
	`^[0-9A-Za-z-]{1,64}$`:         {codeInvalidID, "%s is not the id of a credit. Use the credit_id of an answer of /credit-tracker/credits."},
	`^[A-Za-z0-9]{1,64}$`:          {codeInvalidID, "%s is not the id of a line item. Use the line_item_id of an answer of /custom-line-items."},
	`^[a-z0-9][a-z0-9:._-]{0,99}$`: {codeInvalidName, "%s is not a name. Use up to 100 of a-z, 0-9, colon, dot, hyphen and underscore, beginning with a letter or digit."},
	`^[a-z0-9][a-z0-9:._-]*$`:      {codeInvalidName, "%s is not a name. Use a-z, 0-9, colon, dot, hyphen and underscore, beginning with a letter or digit."},
	`^[a-z_0-9.]+(,[a-z_0-9.]+)*$`: {codeInvalidColumns, "%s is not a list of columns. Send names of properties separated by commas, for example label,figures.margin.amount."},
	`^[a-z_]{1,40}\.[0-9]{12}$`:    {codeInvalidID, "%s is not the policy of a customer. Use the policy_id of an answer of /gap-analysis/policies."},
	`^[0-9]{12}\.[a-z_]{1,40}$`:    {codeInvalidID, "%s is not the id of a gap. Use the gap_id of an answer of /gap-analysis."},
	`^[a-z_]{1,40}$`:               {codeInvalidID, "%s is not a schedule. Use the schedule_id of an answer of /schedules."},
	`^[0-9]{1,3}(\.[0-9]{1,6})?$`:  {codeInvalidDecimal, "%s is not a percentage. Send up to three digits and six decimals, for example 50."},
	`^[0-9]{1,3}(\.[0-9]{1,2})?$`:  {codeInvalidDecimal, "%s is not a percentage. Send up to three digits and two decimals, for example 12.5."},
	`^[0-9]{1,5}(\.[0-9]{1,2})?$`:  {codeInvalidDecimal, "%s is not a percentage. Send up to five digits and two decimals, for example 7.8."},
	`^[a-zA-Z0-9_+=.@-]{1,90}$`:    {codeInvalidName, "%s is not a name that AWS takes. Use up to 90 letters, digits and _ + = . @ - without spaces."},
	`^[a-zA-Z0-9]+$`:               {codeInvalidName, "%s is not a service code. Use letters and digits, for example AWSBillingConductor."},
	`^arn:aws[a-z-]*:iam::[0-9]{12}:role/[0-9A-Za-z+=,.@_/-]{1,150}$`: {codeInvalidID, "%s is not the ARN of a role. Send one like arn:aws:iam::210000000001:role/billing-transfer-portal-credits."},
	`^[0-9A-Za-z+=,.@:/_-]{2,128}$`:                                   {codeInvalidName, "%s is not an external id. Use 2 to 128 letters, digits and + = , . @ : / _ -."},
	`^-?[0-9]{1,18}(\.[0-9]{1,18})?$`:                                 {codeInvalidDecimal, "%s is not a decimal. Send digits with at most one point, for example 12.50."},
	`^[0-9]{1,5}(\.[0-9]{1,4})?$`:                                     {codeInvalidDecimal, "%s is not a percentage. Send up to five digits and four decimals, for example 30."},
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`:                                    {codeInvalidDay, "%s is not a day. Send it as YYYY-MM-DD, for example 2027-05-25."},
	`^[A-Z]{3}$`:                                                      {codeInvalidCurrency, "%s is not a currency. Send its three letters, for example USD."},
	`^job_[0-9a-z]{8,40}$`:                                            {codeInvalidJobID, "%s is not a job id. Use the job_id of an answer of /jobs."},
	`^-?[a-z_]+(,-?[a-z_]+){0,2}$`:                                    {codeInvalidSort, "%s is not a sort order. Send one to three properties separated by commas, with - in front to sort descending, for example -name."},
}

// fieldsOf turns what the validator found into fields with a remedy. Nothing of the schema and little of the value gets through.
func fieldsOf(err error) []fault.Field {
	var multi openapi3.MultiError
	var re *openapi3filter.RequestError
	switch {
	case isMulti(err, &multi):
		var fields []fault.Field
		for _, e := range multi {
			if fields = append(fields, fieldsOf(e)...); len(fields) >= maxFields {
				return fields[:maxFields]
			}
		}
		return fields
	case errors.As(err, &re):
		return fieldsOfRequestError(re)
	}
	return nil
}

func fieldsOfRequestError(re *openapi3filter.RequestError) []fault.Field {
	at := fault.Field{}
	if re.Parameter != nil {
		at.Parameter = re.Parameter.Name
	}
	return describe(at, re.Err, re.Parameter)
}

func describe(at fault.Field, err error, p *openapi3.Parameter) []fault.Field {
	var (
		multi  openapi3.MultiError
		schema *openapi3.SchemaError
		parse  *openapi3filter.ParseError
	)
	switch {
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		at.Code, at.Detail = codeMissing, missing(p)
	case errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
		at.Code, at.Detail = codeTooShort, "The value is empty. Send a value or leave the parameter out."
	case isMulti(err, &multi):
		var fields []fault.Field
		for _, e := range multi {
			fields = append(fields, describe(at, e, p)...)
		}
		return firstPerPlace(fields)
	case errors.As(err, &schema):
		if at.Parameter == "" {
			at.Pointer = pointerOf(schema)
		}
		at.Code, at.Detail = describeSchema(schema)
	case errors.As(err, &parse) && p != nil:
		at.Code, at.Detail = codeWrongType, typeRemedy(p.Schema.Value)
	default:
		at.Code, at.Detail = codeMalformed, "The value could not be read. Compare it with the operation in /docs."
	}
	return []fault.Field{at}
}

// isMulti finds several errors at the top of err only: a SchemaError may wrap others that explain less.
func isMulti(err error, into *openapi3.MultiError) bool {
	m, ok := err.(openapi3.MultiError) //nolint:errorlint // see above
	*into = m
	return ok
}

// firstPerPlace keeps the first complaint about each place: a value that is too short need not also hear that its form is wrong.
func firstPerPlace(fields []fault.Field) []fault.Field {
	seen := map[[2]string]bool{}
	kept := fields[:0]
	for _, f := range fields {
		place := [2]string{f.Parameter, f.Pointer}
		if !seen[place] {
			seen[place] = true
			kept = append(kept, f)
		}
	}
	return kept
}

func missing(p *openapi3.Parameter) string {
	switch {
	case p == nil:
		return "The body is missing. Send a JSON object."
	case p.Name == headerAccountID:
		return "The header is missing. Send the account id of a registered receiver; GET /accounts lists them."
	case p.In == openapi3.ParameterInHeader:
		return "The header is missing. Send it."
	}
	return "The parameter is missing. Send it."
}

// unknownProperty finds the name in what the validator says about a property that an object does not have; a test notices when it says it otherwise.
var unknownProperty = regexp.MustCompile(`^property (".*") is unsupported$`)

func pointerOf(e *openapi3.SchemaError) string {
	path := e.JSONPointer()
	if m := unknownProperty.FindStringSubmatch(e.Reason); m != nil {
		if name, err := strconv.Unquote(m[1]); err == nil {
			path = append(slices.Clone(path), name) // the validator points at the object
		}
	}
	return pointer(path)
}

// describeSchema explains the rule of a schema that a value breaks.
func describeSchema(e *openapi3.SchemaError) (code, detail string) {
	s, value := e.Schema, fmt.Sprint(e.Value)
	switch e.SchemaField {
	case "pattern":
		if f, ok := forms[s.Pattern]; ok {
			return f.code, fmt.Sprintf(f.detail, shown(value))
		}
		return codeWrongForm, shown(value) + " does not have the right form. Compare it with the operation in /docs."
	case "enum":
		return codeNotAllowedValue, spoken(e.Value) + " is not allowed here. Send one of " + words(s.Enum) + "."
	case "minLength":
		return codeTooShort, fmt.Sprintf("The text is too short. Send at least %d %s.", s.MinLength, plural(s.MinLength, "character"))
	case "maxLength":
		return codeTooLong, fmt.Sprintf("The text has %d characters. Send at most %d.", utf8.RuneCountInString(value), *s.MaxLength)
	case "maxItems":
		return codeTooMany, fmt.Sprintf("There are too many values. Send at most %d.", *s.MaxItems)
	case "minItems":
		return codeTooFew, fmt.Sprintf("There are too few values. Send at least %d.", s.MinItems)
	case "minimum", "maximum":
		return describeBound(e)
	case "required":
		return codeMissing, "The property is missing. Send it."
	case "properties", "additionalProperties":
		return codeUnknownProperty, "This object has no such property. Leave it out."
	case "type", "format", "nullable":
		return codeWrongType, typeRemedy(s)
	}
	return codeMalformed, "The value is not allowed here. Compare it with the operation in /docs."
}

// spoken names a value in a message. What is no text or number is named by its kind.
func spoken(value any) string {
	switch value := value.(type) {
	case map[string]any:
		return "An object"
	case []any:
		return "A list"
	default:
		return shown(fmt.Sprint(value))
	}
}

func describeBound(e *openapi3.SchemaError) (code, detail string) {
	code, detail = codeTooSmall, "The number is too small."
	if e.SchemaField == "maximum" {
		code, detail = codeTooLarge, "The number is too large."
	}
	if e.Schema.Min != nil && e.Schema.Max != nil {
		detail += " Send a number from " + whole(*e.Schema.Min) + " to " + whole(*e.Schema.Max) + "."
	}
	return code, detail
}

// whole prints a bound of the contract, all of which are whole numbers.
func whole(f float64) string { return strconv.FormatInt(int64(math.Round(f)), 10) }

func typeRemedy(s *openapi3.Schema) string {
	switch {
	case s.Type.Is("integer") && s.Min != nil && s.Max != nil:
		return "Send a whole number from " + whole(*s.Min) + " to " + whole(*s.Max) + "."
	case s.Type.Is("integer"):
		return "Send a whole number."
	case s.Type.Is("boolean"):
		return "Send true or false."
	case s.Type.Is("object"):
		return "Send a JSON object."
	case s.Type.Is("array"):
		return "Send a list."
	case len(s.Enum) > 0:
		return "Send one of " + words(s.Enum) + "."
	}
	return "Send text."
}

func words(vs []any) string {
	ws := make([]string, len(vs))
	for i, v := range vs {
		ws[i] = fmt.Sprint(v)
	}
	return strings.Join(ws, ", ")
}

func plural(n uint64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// printable replaces what is not printable, for names that are shown outside quotes.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return '?'
	}, s)
}
