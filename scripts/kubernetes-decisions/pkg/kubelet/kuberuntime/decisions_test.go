package kuberuntime

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/util/flowcontrol"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/kubernetes/pkg/decisions"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	"k8s.io/kubernetes/pkg/kubelet/prober/results"
	"k8s.io/kubernetes/test/utils/ktesting"
	testclock "k8s.io/utils/clock/testing"
)

// In a row: name, role (with a restart policy of its own), state.
type containerFacts struct{ name, role, state string }

func (f *containerFacts) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&f.name, &f.role, &f.state})
}

func (f containerFacts) container() v1.Container {
	container := v1.Container{Name: f.name, Image: "image"}
	role := strings.Fields(f.role)
	policy := v1.ContainerRestartPolicyAlways
	if len(role) > 1 {
		policy = v1.ContainerRestartPolicy(role[1])
	}
	if role[0] == "sidecar" || len(role) > 1 {
		container.RestartPolicy = &policy
	}
	if role[0] != "init" {
		container.StartupProbe = &v1.Probe{FailureThreshold: 1}
		container.LivenessProbe = &v1.Probe{FailureThreshold: 1}
	}
	return container
}

// The results of its probes are noted with the manager.
func (f containerFacts) status(manager *kubeGenericRuntimeManager, pod *v1.Pod, container *v1.Container) *kubecontainer.Status {
	words := strings.Fields(f.state)
	status := &kubecontainer.Status{ID: kubecontainer.ContainerID{ID: f.name}, Name: f.name, Hash: kubecontainer.HashContainer(container), StartedAt: time.Now(), CreatedAt: time.Now()}
	if words[0] == "exited" || words[0] == "OOMKilled" {
		status.State = kubecontainer.ContainerStateExited
		fmt.Sscan(words[1], &status.ExitCode)
		if words[0] == "OOMKilled" {
			status.Reason = words[0]
		}
		return status
	}
	status.State = kubecontainer.ContainerStateRunning
	if container.StartupProbe == nil {
		return status
	}
	startup, liveness := results.Success, results.Success
	switch f.state {
	case "running":
		startup = results.Unknown
	case "startup failed":
		startup = results.Failure
	case "liveness failed":
		liveness = results.Failure
	}
	manager.startupManager.Set(status.ID, startup, pod)
	manager.livenessManager.Set(status.ID, liveness, pod)
	return status
}

func TestDecisionsOnPodActions(t *testing.T) {
	tCtx := ktesting.Init(t)
	_, _, manager, err := createTestRuntimeManager(tCtx)
	if err != nil {
		t.Fatal(err)
	}
	type state struct {
		RestartPolicy v1.RestartPolicy
		Containers    []containerFacts
	}
	decisions.Of(t, "pod-actions", func(given state) map[string]any {
		manager.livenessManager, manager.startupManager, manager.readinessManager = results.NewManager(), results.NewManager(), results.NewManager()
		pod := &v1.Pod{}
		pod.UID, pod.Name, pod.Namespace, pod.Spec.RestartPolicy = "pod", "pod", "default", given.RestartPolicy
		sandbox := &runtimeapi.PodSandboxStatus{
			Id: "sandbox", State: runtimeapi.PodSandboxState_SANDBOX_READY,
			Metadata: &runtimeapi.PodSandboxMetadata{Name: pod.Name, Namespace: pod.Namespace, Uid: string(pod.UID)},
			Network:  &runtimeapi.PodSandboxNetworkStatus{Ip: "10.0.0.1"},
		}
		status := &kubecontainer.PodStatus{ID: pod.UID, Name: pod.Name, Namespace: pod.Namespace, SandboxStatuses: []*runtimeapi.PodSandboxStatus{sandbox}}
		for _, facts := range given.Containers {
			container := facts.container()
			if facts.role == "main" {
				pod.Spec.Containers = append(pod.Spec.Containers, container)
			} else {
				pod.Spec.InitContainers = append(pod.Spec.InitContainers, container)
			}
			if facts.state != "never ran" {
				status.ContainerStatuses = append(status.ContainerStatuses, facts.status(manager, pod, &container))
			}
		}
		actions := manager.computePodActions(tCtx, pod, status, false)
		if actions.KillPod {
			return map[string]any{"actions": "end"}
		}
		kill, start := []string{}, []string{}
		for _, it := range actions.ContainersToKill {
			kill = append(kill, it.name)
		}
		sort.Strings(kill)
		for _, index := range actions.InitContainersToStart {
			start = append(start, pod.Spec.InitContainers[index].Name)
		}
		for _, index := range actions.ContainersToStart {
			start = append(start, pod.Spec.Containers[index].Name)
		}
		type changes struct {
			Kill  []string `json:"kill"`
			Start []string `json:"start"`
		}
		return map[string]any{"actions": changes{kill, start}}
	})
}

func TestDecisionsOnRestarts(t *testing.T) {
	tCtx := ktesting.Init(t)
	_, _, manager, err := createTestRuntimeManager(tCtx)
	if err != nil {
		t.Fatal(err)
	}
	decisions.Of(t, "restarts", func(given struct{ RanSeconds []int }) map[string]any {
		clock := testclock.NewFakeClock(time.Unix(1000000, 0))
		// As NewMainKubelet makes it.
		backOff := flowcontrol.NewFakeBackOff(10*time.Second, 300*time.Second, clock)
		pod := &v1.Pod{Spec: v1.PodSpec{Containers: []v1.Container{{Name: "web"}}}}
		container := &pod.Spec.Containers[0]
		waits := []int{}
		for _, ran := range given.RanSeconds {
			clock.Step(time.Duration(ran) * time.Second)
			ended := &kubecontainer.Status{Name: "web", State: kubecontainer.ContainerStateExited, FinishedAt: clock.Now()}
			status := &kubecontainer.PodStatus{ContainerStatuses: []*kubecontainer.Status{ended}}
			waited := 0
			for {
				if waits, _, _ := manager.doBackOff(tCtx, pod, container, status, backOff); !waits {
					break
				}
				clock.Step(time.Second)
				waited++
			}
			waits = append(waits, waited)
		}
		return map[string]any{"waitSeconds": waits}
	})
}
