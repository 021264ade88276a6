package prober

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/decisions"
	"k8s.io/kubernetes/pkg/kubelet/prober/results"
	"k8s.io/kubernetes/pkg/probe"
	"k8s.io/utils/exec"
)

type scripted struct {
	asked   bool
	outcome string
}

func (s *scripted) Probe(exec.Cmd) (probe.Result, string, error) {
	s.asked = true
	switch s.outcome {
	case "success":
		return probe.Success, "", nil
	case "failure":
		return probe.Failure, "", nil
	}
	return probe.Unknown, "", errors.New(s.outcome)
}

// In words: "-"; ID and "ended"; or ID, seconds since its start, "started" or "running", what a probe finds.
func statusOf(worker *worker, words []string) v1.PodStatus {
	container := v1.ContainerStatus{Name: worker.container.Name}
	phase := v1.PodRunning
	switch {
	case len(words) == 1:
		phase = v1.PodPending
		container.State.Waiting = &v1.ContainerStateWaiting{}
	case len(words) == 2:
		container.ContainerID = "test://" + words[0]
		container.State.Terminated = &v1.ContainerStateTerminated{ContainerID: container.ContainerID}
	default:
		var seconds int
		fmt.Sscan(words[1], &seconds)
		started := words[2] == "started"
		container.ContainerID = "test://" + words[0]
		container.State.Running = &v1.ContainerStateRunning{StartedAt: metav1.NewTime(time.Now().Add(-time.Duration(seconds) * time.Second))}
		container.Started = &started
	}
	return v1.PodStatus{Phase: phase, ContainerStatuses: []v1.ContainerStatus{container}}
}

func TestDecisionsOnProbes(t *testing.T) {
	type state struct {
		Kind                                                    string
		InitialDelaySeconds, FailureThreshold, SuccessThreshold int32
		Steps                                                   []string
	}
	names := map[results.Result]string{results.Success: "success", results.Failure: "failure", results.Unknown: "unknown"}
	decisions.Of(t, "probes", func(given state) map[string]any {
		manager, script := newTestManager(), &scripted{}
		manager.prober.exec = script
		kind := map[string]probeType{"readiness": readiness, "liveness": liveness, "startup": startup}[given.Kind]
		worker := newTestWorker(manager, kind, v1.Probe{
			ProbeHandler:        v1.ProbeHandler{Exec: &v1.ExecAction{Command: []string{"probe"}}},
			InitialDelaySeconds: given.InitialDelaySeconds, FailureThreshold: given.FailureThreshold, SuccessThreshold: given.SuccessThreshold,
			PeriodSeconds: 1, TimeoutSeconds: 1,
		})
		worker.pod.Spec.RestartPolicy = v1.RestartPolicyAlways
		asked, found := 0, []string{}
		for _, step := range given.Steps {
			words := strings.Fields(step)
			script.asked, script.outcome = false, words[len(words)-1]
			// A status holds whole seconds: none may end between the making of it and the look at it.
			for time.Now().Nanosecond() > 900_000_000 {
				time.Sleep(10 * time.Millisecond)
			}
			manager.statusManager.SetPodStatus(klog.Background(), worker.pod, statusOf(worker, words))
			if !worker.doProbe(context.TODO()) {
				t.Fatal("the worker has ended")
			}
			// An error is asked anew at once, which counts as one.
			if script.asked {
				asked++
			}
			result := "none"
			if held, known := worker.resultsManager.Get(worker.containerID); known {
				result = names[held]
			}
			found = append(found, fmt.Sprint(result, " ", asked))
		}
		return map[string]any{"results": found}
	})
}
