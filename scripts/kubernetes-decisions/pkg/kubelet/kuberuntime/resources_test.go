package kuberuntime

import (
	"testing"

	v1 "k8s.io/api/core/v1"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/decisions"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	"k8s.io/kubernetes/test/utils/ktesting"
)

// Nothing is an empty field.
type share struct {
	MemoryBytes int64  `json:"memoryBytes,omitempty"`
	CPUMilli    int64  `json:"cpuMilli,omitempty"`
	CPUShares   int64  `json:"cpuShares"`
	OomScoreAdj *int64 `json:"oomScoreAdj,omitempty"`
}

func TestDecisionsOnResources(t *testing.T) {
	tCtx := ktesting.Init(t)
	_, _, manager, err := createTestRuntimeManager(tCtx)
	if err != nil {
		t.Fatal(err)
	}
	manager.machineInfo.MemoryCapacity = 8 << 30
	decisions.Of(t, "resources", func(spec v1.PodSpec) map[string]any {
		pod := &v1.Pod{Spec: spec}
		defaults.SetObjectDefaults_Pod(pod)
		whole := cm.ResourceConfigForPod(pod, true, cm.QuotaPeriod, false, kubeletconfig.NoneMemoryReservationPolicy)
		decided := share{CPUShares: int64(*whole.CPUShares)}
		if whole.Memory != nil {
			decided.MemoryBytes = *whole.Memory
		}
		containers := []share{}
		for _, container := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
			given := manager.generateLinuxContainerResources(tCtx, pod, &container, false)
			containers = append(containers, share{
				MemoryBytes: given.MemoryLimitInBytes, CPUMilli: getCPULimit(pod, &container).MilliValue(), CPUShares: given.CpuShares, OomScoreAdj: &given.OomScoreAdj,
			})
		}
		return map[string]any{"wholePod": decided, "each": containers}
	})
}
