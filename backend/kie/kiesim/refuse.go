package kiesim

import "errors"

// refusal is an answer with another code than 200.
type refusal struct {
	code int
	msg  string
}

func (r refusal) Error() string { return r.msg }

// forgotten is what the service says about a task that it does not know, or no
// longer.
var forgotten = refusal{422, "Record does not exist"}

// asRefusal returns the refusal in err; anything else is a server error.
func asRefusal(err error) refusal {
	if r, ok := errors.AsType[refusal](err); ok {
		return r
	}
	return refusal{500, messages[500]}
}

// messages are what the service says with each code.
var messages = map[int]string{
	400: "Bad Request - Invalid parameters",
	401: "You do not have access permissions",
	402: "Credits insufficient : Your current balance isn't enough to run this request. Please top up to continue.",
	404: "Not Found - The requested resource or endpoint does not exist",
	405: "Method not allowed",
	408: "Upstream is currently experiencing service issues. No result returned for over 10 minutes.",
	409: "Conflict - WAV record already exists",
	413: "Uploaded audio matches existing work of art.",
	422: "Validation Error - The request parameters failed validation checks",
	429: "Rate Limited - Request limit has been exceeded for this resource",
	430: "Your call frequency is too high. Please try again later.",
	433: "Sub-key usage limit reached",
	451: "Unauthorized - Failed to fetch the source file",
	455: "Service Unavailable - System is currently undergoing maintenance",
	500: "Server Error - An unexpected error occurred while processing the request",
	501: "Generation Failed",
	505: "Feature Disabled",
	531: "Server Error - the request failed and credits were refunded",
}

// refuse shapes a refusal. The upload host uses real HTTP statuses and has no
// data field; the API host mostly hides its refusals in HTTP 200.
func (s *Sim) refuse(r refusal, uploadHost bool) answer {
	if r.msg == "" {
		r.msg = messages[r.code]
	}
	if uploadHost {
		return jsonAnswer(r.code, r.code, struct {
			Success bool   `json:"success"`
			Code    int    `json:"code"`
			Msg     string `json:"msg"`
		}{false, r.code, r.msg})
	}
	status := 200
	if s.script.Errors.Status || r.code == 401 || r.code == 429 || r.code == 500 {
		status = r.code
	}
	if r.code == 401 {
		return jsonAnswer(status, r.code, struct {
			Code int    `json:"code"`
			Msg  string `json:"msg"`
		}{r.code, r.msg})
	}
	return jsonAnswer(status, r.code, struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data any    `json:"data"`
	}{r.code, r.msg, nil})
}
