package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log"
	"net/http"
	"net/http/cgi"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// newBackend returns git's own HTTP backend. Its settings are in home/.gitconfig: that works for every git version,
// whoever owns the repositories.
func newBackend(root, home string) (http.Handler, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, fmt.Errorf("git is not installed: %w", err)
	}
	return &cgi.Handler{
		Path: git,
		Args: []string{"http-backend"},
		Env: []string{
			"GIT_PROJECT_ROOT=" + root,
			"GIT_HTTP_EXPORT_ALL=1",
			"GIT_CONFIG_NOSYSTEM=1",
			"HOME=" + home,
		},
	}, nil
}

// readPaths are the only two requests that a clone or fetch makes.
var readPaths = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9._/-]*\.git/(info/refs|git-upload-pack)$`)

// readOnly lets clones and fetches pass, and nothing else: no push, no plain file of a repository.
func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "..") || !readPaths.MatchString(r.URL.Path):
			http.Error(w, "only git clone and fetch are served here", http.StatusForbidden)
		case strings.HasSuffix(r.URL.Path, "/info/refs") && r.URL.Query().Get("service") != "git-upload-pack":
			http.Error(w, "this server is read-only", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// authenticated answers 401 to all but one user and token.
func authenticated(user, token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gotUser, gotToken, _ := r.BasicAuth()
		if !same(gotUser, user) || !same(gotToken, token) {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			http.Error(w, "user and token are needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// same takes the same time for every wrong answer of whatever length.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// logged writes one line a request, without query, user or token.
func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		started := time.Now()
		next.ServeHTTP(recorder, r)
		log.Printf("%s %q %d %s", r.Method, r.URL.Path, recorder.status, time.Since(started).Round(time.Millisecond))
	})
}
